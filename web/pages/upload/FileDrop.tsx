/** A place to drop a file on, or to choose one. */
import { Button, DropZone, FileTrigger, Text } from 'react-aria-components'
import { formatBytes } from '../../lib/format.ts'
import { NotArrived, SendingBar } from '../../ui/FileProgress.tsx'
import type { SentFile } from './useUploads.ts'

const accepted = ['.csv', '.txt', '.tsv', '.psv', 'text/csv', 'text/plain', 'text/tab-separated-values']

interface Props {
  title: string
  help: string
  file: SentFile | undefined
  onFile: (file: File) => void
  onRemove: () => void
}

export function FileDrop({ title, help, file, onFile, onRemove }: Props) {
  return (
    <DropZone
      className="drop"
      onDrop={async ({ items }) => {
        const dropped = items.find((item) => item.kind === 'file')
        if (dropped) onFile(await dropped.getFile())
      }}
    >
      <Text slot="label">{title}</Text>
      {file ? (
        <Chosen title={title} file={file} onRemove={onRemove} />
      ) : (
        <>
          <p className="muted">{help}</p>
          <FileTrigger
            acceptedFileTypes={accepted}
            onSelect={(files) => {
              const chosen = files?.[0]
              if (chosen) onFile(chosen)
            }}
          >
            <Button className="button" aria-label={`Choose a file: ${title}`}>
              Choose a file …
            </Button>
          </FileTrigger>
          <p className="muted">or drop it here</p>
        </>
      )}
    </DropZone>
  )
}

function Chosen({ title, file, onRemove }: { title: string; file: SentFile; onRemove: () => void }) {
  const word = file.uploadId || file.problem ? 'Take another' : 'Stop'
  return (
    <>
      <p>
        <strong>{file.name}</strong> <span className="muted">{formatBytes(file.bytes)}</span>
      </p>
      {file.problem ? (
        <NotArrived problem={file.problem} />
      ) : file.uploadId ? (
        <p role="status" className="muted">
          Stored sealed on the server.
        </p>
      ) : (
        <SendingBar file={file} />
      )}
      <div className="row">
        {file.problem && (
          <Button className="button small primary" onPress={file.again} aria-label={`Send it again: ${title}`}>
            Send it again
          </Button>
        )}
        <Button className="button small" onPress={onRemove} aria-label={`${word}: ${title}`}>
          {word}
        </Button>
      </div>
    </>
  )
}
