/**
 * Documents that are attached through the API: a POST makes an entry without bytes and answers an address that takes them, once, within ten
 * minutes. The address knows nothing of tokens: whoever has it may send.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { instantStamp } from './calendar.ts'
import { type EntityNode, leaf } from './entity.ts'
import { docSections } from './lookups.ts'
import type { Tenant, WrittenDocument } from './tenant.ts'
import { Conflict } from './writes.ts'

export const uploadPath = '/uploads/'
const lifeMs = 600_000

interface Asked {
  sectionId?: unknown
  fileName?: unknown
  size?: unknown
  customFileName?: unknown
}

/** The `d` of an answer. Throws Conflict. */
export function beginDocument(tenant: Tenant, index: number, body: unknown, origin: string): Record<string, unknown> {
  const { sectionId, fileName, size, customFileName } = (body ?? {}) as Asked
  if (typeof fileName !== 'string' || !/^[^/\\]{1,200}\.[A-Za-z0-9]+$/.test(fileName))
    throw new Conflict('fileName is needed')
  if (!docSections.some(({ key }) => key === Number(sectionId))) throw new Conflict('sectionId names no section')
  const document: WrittenDocument = {
    id: tenant.newId(),
    sectionId: Number(sectionId),
    // The stored name is made anew, as LoanPro's is.
    ...{ fileName, storedName: fileName.replace(/\.[^.]+$/, (end) => `_${tenant.day * 86_400}${end}`) },
    ...{ claimedSize: typeof size === 'number' ? size : null, bytes: null, archived: false },
    ...{ ...tenant.clock(), secret: randomUUID(), addressEnds: Date.now() + lifeMs },
  }
  tenant.change(index, true, (overlay) => {
    overlay.documents.push(document)
  })
  const address = new URL(`${uploadPath}${index}/${document.id}`, tenant.faults.uploadOrigin ?? origin)
  address.searchParams.set('X-Sandbox-Signature', document.secret)
  return {
    id: String(document.id),
    fileName: document.storedName,
    uploadUrl: address.href,
    customFileName: typeof customFileName === 'string' ? customFileName : fileName,
    mime: fileName.endsWith('.txt') ? 'text/plain' : 'application/octet-stream',
  }
}

/** Takes the bytes, or answers the status of a refusal. */
export function takeBytes(tenant: Tenant, url: URL, request: IncomingMessage, bytes: Buffer): number {
  const [, index, id] = /^\/uploads\/(\d+)\/(\d+)$/.exec(url.pathname) ?? []
  const document = tenant.overlay(Number(index))?.documents.find((one) => one.id === Number(id))
  if (!document) return 404
  if (request.method !== 'PUT') return 405
  const isSigned = url.searchParams.get('X-Sandbox-Signature') === document.secret
  // Storage refuses a second proof beside the signature.
  if (!isSigned || request.headers.authorization !== undefined) return 403
  if (document.bytes !== null || Date.now() > document.addressEnds) return 403
  tenant.change(Number(index), true, () => {
    document.bytes = bytes
  })
  return 200
}

export function writtenDocumentNodes(tenant: Tenant, index: number): EntityNode[] {
  const documents = tenant.overlay(index)?.documents ?? []
  if (tenant.faults.documents === 'unlisted') return []
  const { id } = tenant.head(index)
  return documents.map((document) => nodeOf(tenant, id, document))
}

function nodeOf(tenant: Tenant, loanId: number, document: WrittenDocument): EntityNode {
  const told = tenant.faults.documents === 'listed'
  const size = document.claimedSize ?? (told ? (document.bytes?.length ?? null) : null)
  const node = leaf('LoanDocuments', 'Document', document.id, {
    loanId,
    userId: 10,
    sectionId: document.sectionId,
    fileAttachmentId: document.id + 40,
    userName: 'Agent',
    remoteAddress: '203.0.113.1',
    fileName: document.fileName,
    description: '',
    ip: 0,
    size,
    active: 1,
    created: instantStamp(document.day, document.second),
    archived: document.archived ? 1 : 0,
    customerVisible: 0,
  })
  const attachment = leaf('FileAttachments', 'FileAttachment', document.id + 40, {
    parentType: 'Entity.LoanDocument',
    parentId: document.id,
    fileName: document.storedName,
    fileOriginalName: document.fileName,
    fileSize: size ?? 0,
    fileMime: 'text/plain',
  })
  const section = docSections.find(({ key }) => key === document.sectionId) ?? null
  return { ...node, nav: { User: () => null, DocSection: () => section, FileAttachment: () => attachment } }
}
