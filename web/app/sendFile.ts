/** A file on its way to the server. `fetch` says nothing of how far a body has come; XMLHttpRequest does. */
import type { Api } from './api.ts'

export interface Sending {
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
  /** Told how many bytes have left this machine. */
  onProgress?: ((bytes: number) => void) | undefined
}

/** @throws Error when it did not arrive, or was stopped */
export function sendFile(path: string, file: File, { headers = {}, signal, onProgress }: Sending): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const request = new XMLHttpRequest()
  const stop = () => request.abort()
  request.open('POST', path)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  request.upload.onprogress = ({ loaded }) => onProgress?.(loaded)
  request.onload = () => resolve(new Response(request.responseText, { status: request.status }))
  request.onerror = () => reject(new Error('The file did not arrive.'))
  request.onabort = () => reject(new Error('The file was stopped.'))
  if (signal?.aborted) reject(new Error('The file was stopped.'))
  else {
    signal?.addEventListener('abort', stop)
    request.onloadend = () => signal?.removeEventListener('abort', stop)
    request.send(file)
  }
  return promise
}

export interface Uploaded {
  id: string
  name: string
}

export type UploadFor = 'BASELINE' | 'BUREAU_RESPONSE' | 'CSV_SOURCE'

/** @throws Error with a message for people */
export async function upload(
  api: Api,
  purpose: UploadFor,
  file: File,
  sending: Pick<Sending, 'signal' | 'onProgress'> = {},
): Promise<Uploaded> {
  const name = encodeURIComponent(file.name.slice(0, 200))
  let answer: Response
  try {
    answer = await api.sendFile(`/uploads?purpose=${purpose}&name=${name}`, file, sending)
  } catch {
    throw new Error('The file did not reach the server. Check your connection and try again.')
  }
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return (await answer.json()) as Uploaded
}

interface Refused {
  errors?: { message?: string; extensions?: { hint?: string } }[]
}

/** What a route beside GraphQL refused, for people. */
export async function reasonOf(answer: Response): Promise<string> {
  const refused = (await answer.json().catch(() => null)) as Refused | null
  const error = refused?.errors?.[0]
  if (!error?.message) return `The server answered ${answer.status}.`
  return error.extensions?.hint ? `${error.message} ${error.extensions.hint}` : error.message
}
