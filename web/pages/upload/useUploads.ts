/** The files that were chosen, and how far each has come on its way to the server. */
import { useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { useSession } from '../../app/context.ts'
import { upload } from '../../app/sendFile.ts'
import type { FileOnItsWay } from '../../app/useSendFile.ts'
import { DropUploadDocument } from '../../generated/documents.ts'

export interface SentFile extends FileOnItsWay {
  /** What its rows are; null: the loans themselves. */
  part: string | null
  /** Id of the Upload; null while it is on its way. */
  uploadId: string | null
  /** Sends it once more. */
  again: () => void
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
  useEffect(() => {
    const all = under.current
    return () => {
      for (const abort of all.values()) abort.abort()
    }
  }, [])
  const remove = (part: string | null) => {
    under.current.get(part)?.abort()
    const known = files.find((each) => each.part === part)
    // A file that no run was told of is of no use to anybody.
    if (known?.uploadId) void drop({ input: { uploadId: known.uploadId } })
    setFiles((before) => before.filter((each) => each.part !== part))
  }
  const start = (part: string | null, file: File) => {
    under.current.get(part)?.abort()
    const abort = new AbortController()
    under.current.set(part, abort)
    const again = () => start(part, file)
    const { name, size: bytes } = file
    const fresh: SentFile = { part, name, bytes, sent: 0, uploadId: null, problem: null, again }
    setFiles((before) => [...before.filter((each) => each.part !== part), fresh])
    const change = (changes: Partial<SentFile>) => {
      if (abort.signal.aborted) return
      setFiles((before) => before.map((each) => (each.part === part ? { ...each, ...changes } : each)))
    }
    upload(api, 'CSV_SOURCE', file, { signal: abort.signal, onProgress: (sent) => change({ sent }) }).then(
      ({ id }) => change({ uploadId: id }),
      (error: Error) => change({ problem: error.message }),
    )
  }
  const send = (part: string | null, file: File) => {
    remove(part)
    start(part, file)
  }
  return { files, send, remove, clear: () => setFiles([]) }
}
