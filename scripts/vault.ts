/** `npm run vault -- rotate`: changes the master key while the server runs. */
import { parseArgs } from 'node:util'
import { readConfig } from '../server/config.ts'
import { command } from '../server/organizations/operator.ts'
import { runTool } from './tool.ts'

const usage = `Usage: npm run vault -- rotate

Wraps the keys of every organization by a new master key; no sealed value is touched. Where the
key is kept in the data folder a new one is made and put there. Where it is configured, set
MASTER_KEY to the new key and MASTER_KEY_PREVIOUS to the old one, for this command and for every later
start. It works while the server runs, and may be asked for again when it was cut off.`

async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true })
  if (positionals.length !== 1 || positionals[0] !== 'rotate') {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  const config = readConfig(process.env)
  const masterKey = config.masterKey?.toString('base64') ?? null
  const change = await command(config, 'rotateMasterKey', { masterKey })
  if (!change.ok) {
    process.stderr.write(`${change.errors.map((error) => error.message).join('\n')}\n`)
    return 1
  }
  const { changed, organizations, keyName, keptIn } = change
  const place =
    keptIn === 'FILE'
      ? 'The new key is in the key file: back it up.'
      : 'See that MASTER_KEY of the next start is this key.'
  process.stdout.write(
    `${changed} of ${organizations} organizations were wrapped anew, by master key ${keyName}. ${place}\n`,
  )
  return 0
}

runTool(main)
