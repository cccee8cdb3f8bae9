/** A file from the server to the disk of whoever may have it; the key goes with the request, never into the address. */
import type { Api } from '../../app/api.ts'
import { reasonOf } from '../../app/sendFile.ts'

/** @returns why it was not saved; null when it was */
export async function download(api: Api, path: string, name: string): Promise<string | null> {
  let blob: Blob
  try {
    const answer = await api.send(path)
    if (!answer.ok) return await reasonOf(answer)
    // A file that breaks off before its end is refused by the browser: its length was announced.
    blob = await answer.blob()
  } catch {
    return 'The file did not come whole, and was not saved. It is looked at again when you load the page.'
  }
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return null
}
