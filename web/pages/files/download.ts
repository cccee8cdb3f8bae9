/** A file from the server to the disk of whoever may have it; the key goes with the request, never into the address. */
import type { Api } from '../../app/api.ts'

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

export interface Uploaded {
  id: string
  name: string
}

export type UploadPurpose = 'BASELINE' | 'BUREAU_RESPONSE'

/** @throws Error with a message for people */
export async function upload(api: Api, purpose: UploadPurpose, file: File): Promise<Uploaded> {
  const name = encodeURIComponent(file.name.slice(0, 200))
  let answer: Response
  try {
    answer = await api.send(`/uploads?purpose=${purpose}&name=${name}`, { method: 'POST', body: file })
  } catch {
    throw new Error('The file did not reach the server. Check your connection and try again.')
  }
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return (await answer.json()) as Uploaded
}

interface Refusal {
  errors?: { message?: string; extensions?: { hint?: string } }[]
}

async function reasonOf(answer: Response): Promise<string> {
  const refusal = (await answer.json().catch(() => null)) as Refusal | null
  const error = refusal?.errors?.[0]
  if (!error?.message) return `The server answered ${answer.status}.`
  return error.extensions?.hint ? `${error.message} ${error.extensions.hint}` : error.message
}
