import { expect, test } from 'vitest'
import { formatBytes } from '../../web/lib/format.ts'

test.each([
  [0, '0 bytes'],
  ['852', '852 bytes'],
  [8_100, '8.1 kB'],
  ['124433', '124 kB'],
  [1_234_567, '1.2 MB'],
  [2_000_000_000, '2.0 GB'],
  ['unknown', '–'],
])('%s bytes', (bytes, shown) => expect(formatBytes(bytes)).toBe(shown))
