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
  // Never 1, which says that the file was read.
  process.exitCode = 2
  process.stderr.write(`${error instanceof Trouble ? error.message : (error as Error).stack}\n`)
}
