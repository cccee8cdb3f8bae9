/** One file on its way to the server: how far it is, stopped, and sent again when it was lost. */
import { useEffect, useRef, useState } from 'react'
import { useSession } from './context.ts'
import { type Uploaded, type UploadFor, upload } from './sendFile.ts'

export interface FileOnItsWay {
  name: string
  bytes: number
  /** Bytes that have left this machine. */
  sent: number
  /** Why it did not arrive; null while it is on its way. */
  problem: string | null
}

export interface SendFile {
  /** Null while there is none, and once it has arrived. */
  file: FileOnItsWay | null
  send: (file: File) => void
  /** Sends the same file once more. */
  again: () => void
  /** Stops it, or puts away what did not arrive. */
  stop: () => void
}

/** @param onArrived told of each file that the server has taken */
export function useSendFile(purpose: UploadFor, onArrived: (uploaded: Uploaded) => void): SendFile {
  const { api } = useSession()
  const [file, setFile] = useState<FileOnItsWay | null>(null)
  const last = useRef<File | null>(null)
  const under = useRef<AbortController | null>(null)
  const arrived = useRef(onArrived)
  arrived.current = onArrived
  useEffect(() => () => under.current?.abort(), [])
  const stop = () => {
    under.current?.abort()
    setFile(null)
  }
  const send = (chosen: File) => {
    under.current?.abort()
    const abort = new AbortController()
    under.current = abort
    const { signal } = abort
    last.current = chosen
    setFile({ name: chosen.name, bytes: chosen.size, sent: 0, problem: null })
    const change = (changes: Partial<FileOnItsWay>) => {
      if (!signal.aborted) setFile((before) => before && { ...before, ...changes })
    }
    upload(api, purpose, chosen, { signal, onProgress: (sent) => change({ sent }) }).then(
      (uploaded) => {
        if (signal.aborted) return
        setFile(null)
        arrived.current(uploaded)
      },
      (error: Error) => change({ problem: error.message }),
    )
  }
  return { file, send, stop, again: () => last.current && send(last.current) }
}
