/** Who did something: a key by its name, where the API tells it. */
import { useSession } from '../app/context.ts'
import { actorText } from '../lib/actors.ts'

export function Actor({ actor, name }: { actor: string | null; name: string | null }) {
  const { viewer } = useSession()
  return actor === null ? '–' : actorText(actor, name, viewer.actor)
}
