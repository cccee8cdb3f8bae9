/** Uploads as somebody sends them. */
import type { App } from '../../server/app.ts'
import type { Requester } from '../../server/outcome.ts'
import { receiveUpload } from '../../server/uploads/receive.ts'

/** Stores a file; answers the id of its row. */
export async function newUpload(
  app: App,
  organizationId: string,
  name = 'last.txt',
  content: string | Uint8Array = 'content',
): Promise<string> {
  const requester: Requester = { organizationId, actor: 'test', role: 'OPERATOR' }
  async function* body() {
    yield Buffer.from(content)
  }
  const outcome = await receiveUpload(app, requester, { purpose: 'BASELINE', name }, body())
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors))
  return outcome.uploadId
}
