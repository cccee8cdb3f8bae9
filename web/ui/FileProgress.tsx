/** How far a file has come on its way to the server; where it did not arrive, why, and the way to send it again. */
import { Button, ProgressBar } from 'react-aria-components'
import type { FileOnItsWay } from '../app/useSendFile.ts'
import { formatBytes } from '../lib/format.ts'

interface Props {
  file: FileOnItsWay
  onAgain: () => void
  onStop: () => void
}

/** Beside the place where it was chosen. */
export function FileProgress({ file, onAgain, onStop }: Props) {
  return (
    <div className="stack tight">
      <p>
        <strong>{file.name}</strong> <span className="muted">{formatBytes(file.bytes)}</span>
      </p>
      {file.problem ? <NotArrived problem={file.problem} /> : <SendingBar file={file} />}
      <div className="row">
        {file.problem && (
          <Button className="button small primary" onPress={onAgain}>
            Send it again
          </Button>
        )}
        <Button className="button small" onPress={onStop}>
          {file.problem ? 'Put away' : 'Stop'}
        </Button>
      </div>
    </div>
  )
}

export function NotArrived({ problem }: { problem: string }) {
  return (
    <p role="alert" className="notice bad">
      {problem}
    </p>
  )
}

export function SendingBar({ file: { name, sent, bytes } }: { file: FileOnItsWay }) {
  const percent = bytes > 0 ? Math.min(100, Math.floor((sent / bytes) * 100)) : 100
  // All of it has left; the answer comes once it is sealed and stored.
  const far = percent === 100 ? 'Sent; being stored …' : `${formatBytes(sent)} of ${formatBytes(bytes)}, ${percent} %`
  return (
    <ProgressBar className="sending" value={percent} aria-label={`Sending ${name}`} valueLabel={far}>
      <div className="progress">
        <div style={{ width: `${percent}%` }} />
      </div>
      <p className="muted">{far}</p>
    </ProgressBar>
  )
}
