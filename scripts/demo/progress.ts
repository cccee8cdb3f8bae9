/** How a sync shows in the terminal: a bar that redraws itself, or plain lines where the output is not a terminal. */

export interface Progress {
  seen: number
  total: number | null
  recordsPerSecond: number | null
  secondsLeft: number | null
}

export interface ProgressDisplay {
  show(progress: Progress): void
  end(): void
}

const width = 30

export function createDisplay(output: NodeJS.WriteStream): ProgressDisplay {
  return output.isTTY ? bar(output) : lines(output)
}

function bar(output: NodeJS.WriteStream): ProgressDisplay {
  return {
    show(progress) {
      const share = shareOf(progress)
      const full = Math.round((share ?? 0) * width)
      output.write(`\r\x1b[K  [${'#'.repeat(full)}${'.'.repeat(width - full)}] ${describe(progress)}`)
    },
    end: () => output.write('\n'),
  }
}

/** One line a fifth of the way, so that a log stays short. */
function lines(output: NodeJS.WriteStream): ProgressDisplay {
  let shown = -1
  return {
    show(progress) {
      const fifth = Math.floor((shareOf(progress) ?? 0) * 5)
      if (fifth <= shown) return
      shown = fifth
      output.write(`  ${describe(progress)}\n`)
    },
    end: () => {},
  }
}

const shareOf = ({ seen, total }: Progress) => (total ? Math.min(1, seen / total) : null)

function describe(progress: Progress): string {
  const share = shareOf(progress)
  const parts = [
    share === null
      ? `${progress.seen} loans`
      : `${progress.seen} of ${progress.total} loans (${Math.round(share * 100)} %)`,
  ]
  if (progress.recordsPerSecond !== null) parts.push(`${Math.round(progress.recordsPerSecond)} a second`)
  if (progress.secondsLeft !== null && share !== 1) parts.push(`about ${Math.ceil(progress.secondsLeft)} s left`)
  return parts.join(', ')
}
