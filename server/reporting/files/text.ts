/** A file as a stream of text: whoever writes one, for a bureau or for looking at, writes it here. */
import { createFileWriter, type FileOptions, type TrailerTotals } from '../../metro2/file.ts'
import type { Header, Metro2Record } from '../../metro2/record.ts'

/**
 * Header, records, trailer, in pieces of whole lines: one piece a page. The records are ASCII when written, so characters
 * are bytes.
 */
export async function* fileText(
  header: Header,
  pages: AsyncIterable<readonly Metro2Record[]>,
  options: FileOptions = {},
): AsyncGenerator<string, TrailerTotals> {
  const writer = createFileWriter(options)
  yield writer.header(header)
  for await (const page of pages) {
    let text = ''
    for (const record of page) text += writer.record(record)
    yield text
  }
  yield writer.trailer()
  return writer.totals()
}

export const endOf = { LF: '\n', CRLF: '\r\n' } as const
