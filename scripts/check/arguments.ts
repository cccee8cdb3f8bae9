/** The command line of `npm run check`. */
import { parseArgs } from 'node:util'
import { isCalendarDate } from '../../server/metro2/dates.ts'
import { type Format, formats } from '../../server/metro2/reader/report.ts'
import type { Bureau } from '../../server/metro2/rules/file.ts'

export const usage = `Usage: npm run check -- FILE ... [options]

Checks Metro 2 files of 426-character records from any furnisher: one record a line (LF, CR LF or CR), fixed blocks, or
records one after the other with descriptor words. FILE may be - for standard input.

  --format text|csv|jsonl   findings for people (the default), for spreadsheets, or one JSON object a line
  --summary                 the summary by rule alone
  --previous FILE           the file of the month before, joined by account number
  --today DATE              the day that counts as today, YYYY-MM-DD
  --bureau NAME             the bureau the file goes to: equifax, experian, transunion or innovis
  --rewrite OUT             write the decoded records again; what does not decode stays as it was
  --normalize               with --rewrite: clean them instead

Ends with 0 (no finding at ERROR), 1 (findings at ERROR) or 2 (not readable).`

/** What a person can mend; anything else that is thrown is a fault. */
export class Trouble extends Error {}

export interface Arguments {
  files: string[]
  format: Format
  summaryOnly: boolean
  previous: string | null
  today: string
  bureau: Bureau | null
  rewrite: string | null
  normalize: boolean
}

const bureaus = ['equifax', 'experian', 'transunion', 'innovis'] as const

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        summary: { type: 'boolean', default: false },
        previous: { type: 'string' },
        today: { type: 'string' },
        bureau: { type: 'string' },
        rewrite: { type: 'string' },
        normalize: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new Trouble(`${(error as Error).message}\n\n${usage}`)
  }
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw new Trouble(`--${name} must be one of: ${allowed.join(', ')}.`)
  return found
}

/** The calendar day where this runs. */
function localDay(now: Date): string {
  const two = (value: number) => `${value}`.padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** @returns null when help was asked for */
export function readArguments(args: string[], now: Date): Arguments | null {
  const { values, positionals: files } = parse(args)
  if (values.help) return null
  if (files.length === 0) throw new Trouble(usage)
  const today = values.today ?? localDay(now)
  if (!isCalendarDate(today)) throw new Trouble('--today must be a date written YYYY-MM-DD.')
  if (values.normalize && values.rewrite === undefined) throw new Trouble('--normalize needs --rewrite OUT.')
  if (files.length > 1 && (values.rewrite !== undefined || values.previous !== undefined)) {
    throw new Trouble('--rewrite and --previous go with one FILE.')
  }
  return {
    files,
    format: oneOf('format', values.format, formats),
    summaryOnly: values.summary,
    previous: values.previous ?? null,
    today,
    bureau: values.bureau === undefined ? null : oneOf('bureau', values.bureau, bureaus),
    rewrite: values.rewrite ?? null,
    normalize: values.normalize,
  }
}
