/** The files that were chosen, and how far each has come on its way to the server. */
import { useRef, useState } from 'react'
import { useMutation } from 'urql'
import { useSession } from '../../app/context.ts'
import { DropUploadDocument } from '../../generated/documents.ts'

export interface SentFile {
  /** What its rows are; null: the loans themselves. */
  part: string | null
  name: string
  bytes: number
  /** Id of the Upload; null while it is on its way. */
  uploadId: string | null
  problem: string | null
}

export interface Uploads {
  files: readonly SentFile[]
  send: (part: string | null, file: File) => void
  remove: (part: string | null) => void
  clear: () => void
}

export function useUploads(): Uploads {
  const { api } = useSession()
  const [, drop] = useMutation(DropUploadDocument)
  const [files, setFiles] = useState<readonly SentFile[]>([])
  const under = useRef(new Map<string | null, AbortController>())
  const remove = (part: string | null) => {
    under.current.get(part)?.abort()
    const known = files.find((each) => each.part === part)
    // A file that no run was told of is of no use to anybody.
    if (known?.uploadId) void drop({ input: { uploadId: known.uploadId } })
    setFiles((before) => before.filter((each) => each.part !== part))
  }
  const send = (part: string | null, file: File) => {
    remove(part)
    const abort = new AbortController()
    under.current.set(part, abort)
    const sent: SentFile = { part, name: file.name, bytes: file.size, uploadId: null, problem: null }
    setFiles((before) => [...before, sent])
    const settle = (changes: Partial<SentFile>) => {
      if (abort.signal.aborted) return
      setFiles((before) => before.map((each) => (each.part === part ? { ...each, ...changes } : each)))
    }
    const lost = 'The file did not arrive: the server cannot be reached. Choose it again.'
    post(api.send, file, abort.signal).then(settle, () => settle({ problem: lost }))
  }
  return { files, send, remove, clear: () => setFiles([]) }
}

async function post(
  send: (path: string, init: { method: string; body: File; signal: AbortSignal }) => Promise<Response>,
  file: File,
  signal: AbortSignal,
): Promise<Partial<SentFile>> {
  const path = `/uploads?purpose=CSV_SOURCE&name=${encodeURIComponent(file.name)}`
  const answer = await send(path, { method: 'POST', body: file, signal })
  const body = (await answer.json().catch(() => ({}))) as { id?: string; errors?: { message: string }[] }
  if (answer.status === 201 && body.id) return { uploadId: body.id }
  return { problem: body.errors?.map(({ message }) => message).join(' ') || `The server answered ${answer.status}.` }
}
