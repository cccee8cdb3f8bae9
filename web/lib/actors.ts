/** Who did something, for people: keys by their name where it is known, the server by what it was at. */
const ofServer: Record<string, string> = {
  server: 'The server',
  schedule: 'The schedule',
  webhook: 'A webhook',
  system: 'The server',
  operator: 'The operator of the server',
  configuration: 'The configuration of the server',
  command: 'The command line of the server',
}

/** @param names of keys by actor, as far as whoever looks may know them */
export function actorText(actor: string, name: string | null | undefined, self: string): string {
  const own = actor === self ? ' (you)' : ''
  if (name) return `${name}${own}`
  if (actor.startsWith('apiKey:')) return own ? 'You' : 'An API key'
  if (actor.startsWith('jwt:')) return `${actor.slice(4)}${own}`
  return ofServer[actor] ?? actor
}
