/** `npm run check -- FILE ...`: what is wrong with anybody's Metro 2 file. */

import { readArguments, Trouble, usage } from './check/arguments.ts'
import { checkFiles } from './check/main.ts'

// Whoever reads only the beginning (head, less) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  const given = readArguments(process.argv.slice(2), new Date())
  if (given === null) process.stdout.write(`${usage}\n`)
  else process.exitCode = await checkFiles(given)
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
