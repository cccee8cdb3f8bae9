/** What keys are called, for those who may know: pages show names instead of ids where an admin looks at them. */
import { useQuery } from 'urql'
import { useMay, useSession } from '../../app/context.ts'
import { ApiKeysDocument } from '../../generated/documents.ts'
import { actorText } from '../../lib/actors.ts'

/** Answers how to call an actor. */
export function useActorNames(): (actor: string) => string {
  const { viewer } = useSession()
  const may = useMay('ADMIN')
  const [{ data }] = useQuery({ query: ApiKeysDocument, variables: {}, pause: !may })
  const names = new Map(data?.apiKeys.edges.map(({ node }) => [node.actor, node.name]))
  return (actor) => actorText(actor, names.get(actor), viewer.actor)
}
