/** `npm run org -- create|list|key|delete`: the organizations of a server. */
import { parseArgs } from 'node:util'
import { readConfig } from '../server/config.ts'
import { command } from '../server/organizations/operator.ts'
import { runTool } from './tool.ts'

const usage = `Usage: npm run org -- create NAME
       npm run org -- list
       npm run org -- key ID
       npm run org -- delete ID --confirm NAME

create makes another organization and prints its first admin key, once. list shows the
organizations with their ids. key makes another admin key for an organization, for when all of
its own have expired or are lost, and prints it, once. delete destroys the keys of an organization at once, and then
everything of it; name it as list does. Nothing brings it back. A deletion that was cut off
goes on when it is asked for again.

All take the server's configuration from the environment, and work whether the server runs or not.`

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { confirm: { type: 'string' } } })
  const [name, ...words] = positionals
  if (name === 'create' && words.length > 0) return create(words.join(' '))
  if (name === 'list' && words.length === 0) return list()
  if (name === 'key' && words.length === 1) return key(words[0]!)
  if (name === 'delete' && words.length === 1) return remove(words[0]!, values.confirm ?? '')
  process.stderr.write(`${usage}\n`)
  return 2
}

const refused = (errors: { message: string }[]) => {
  process.stderr.write(`${errors.map((error) => error.message).join('\n')}\n`)
  return 1
}

async function create(name: string): Promise<number> {
  const made = await command(readConfig(process.env), 'createOrganization', { name })
  if (!made.ok) return refused(made.errors)
  process.stdout.write(
    `Organization: ${made.organizationId}\nAdmin API key (shown once, keep it safe): ${made.adminKey}\n`,
  )
  return 0
}

async function key(id: string): Promise<number> {
  const made = await command(readConfig(process.env), 'createAdminKey', { id })
  if (!made.ok) return refused(made.errors)
  process.stdout.write(`Admin API key (shown once, keep it safe): ${made.adminKey}\n`)
  return 0
}

async function list(): Promise<number> {
  const listed = await command(readConfig(process.env), 'listOrganizations', {})
  if (!listed.ok) return refused(listed.errors)
  for (const { id, name, createdAt, deletedAt } of listed.organizations) {
    const state = deletedAt ? `being deleted since ${deletedAt}` : `made ${createdAt}`
    process.stdout.write(`${id}  ${name}  (${state})\n`)
  }
  return 0
}

async function remove(id: string, confirmName: string): Promise<number> {
  const config = readConfig(process.env)
  let rows = 0
  for (;;) {
    const deletion = await command(config, 'deleteOrganization', { id, confirmName })
    if (!deletion.ok) return refused(deletion.errors)
    rows += deletion.rows
    process.stdout.write(
      deletion.left ? `Its keys are destroyed; ${rows} rows deleted so far.\n` : `Deleted, with ${rows} rows.\n`,
    )
    if (!deletion.left) return 0
  }
}

runTool(main)
