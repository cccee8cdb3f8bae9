/** The arithmetic of the charts: scales, stacks and labels. Drawing is in ui/charts. */

/** Ticks from zero to a round number that is at least `max`. */
export const ticksTo = (max: number, about = 4): number[] => (max > 0 ? ticksOf(max, roundUp(max / about)) : [0, 1])

/** The same in steps of whole things: half a record is none. */
export const wholeTicksTo = (max: number, about = 4): number[] =>
  max > 0 ? ticksOf(max, Math.max(1, roundUp(max / about))) : [0, 1]

/** The next of 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power
}

function ticksOf(max: number, step: number): number[] {
  const count = Math.ceil(max / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

export interface Slice {
  from: number
  to: number
}

/** Values one on top of the other, from zero. */
export function stack(values: readonly number[]): Slice[] {
  let top = 0
  return values.map((value) => {
    const from = top
    top += value
    return { from, to: top }
  })
}

/** An SVG path through points; null breaks it. */
export function pathOf(points: readonly ({ x: number; y: number } | null)[]): string {
  let drawing = false
  return points
    .flatMap((point) => {
      if (!point) {
        drawing = false
        return []
      }
      const command = drawing ? 'L' : 'M'
      drawing = true
      return [`${command}${point.x.toFixed(1)} ${point.y.toFixed(1)}`]
    })
    .join(' ')
}

/** Every how many columns a label stands, so that labels of `labelWidth` do not touch. */
export const labelEvery = (columns: number, width: number, labelWidth: number): number =>
  Math.max(1, Math.ceil((columns * labelWidth) / Math.max(1, width)))

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-10` as `Oct 2026`. */
export function monthName(month: string): string {
  const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? []
  return year ? `${names[Number(number) - 1]} ${year}` : month
}

/** `2026-10` as `Oct`; January and the first of a row with its year. */
export function monthTick(month: string, first: boolean): string {
  const name = monthName(month)
  return first || month.endsWith('-01') ? `${name.slice(0, 3)} ’${month.slice(2, 4)}` : name.slice(0, 3)
}

/** `0.0834` as `8.3 %`; what is not nothing never reads as nothing. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1%'
  const percent = share * 100
  return `${percent >= 99.95 || percent === 0 ? Math.round(percent) : percent.toFixed(1)}%`
}
