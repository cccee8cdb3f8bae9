/** Figures of a bench run: printed as they come, and as Markdown lines for docs/performance.md. */

const lines: string[] = []

export function heading(text: string) {
  lines.push('', `### ${text}`, '', '| what | figure |', '| --- | --- |')
  process.stdout.write(`\n${text}\n`)
}

export function figure(what: string, value: string) {
  lines.push(`| ${what} | ${value} |`)
  process.stdout.write(`  ${what}: ${value}\n`)
}

export const markdown = () => lines.join('\n')

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

export const whole = (value: number) => Math.round(value).toLocaleString('en-US')
