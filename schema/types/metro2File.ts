import type * as Db from '../../prisma/generated/client/enums.ts'
import { filePathOf } from '../../server/http/files.ts'
import type { CountedFinding } from '../../server/reporting/files/readBack.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { enumOf, Severity } from './enums.ts'
import { tenantNode } from './node.ts'
import { Operation } from './operation.ts'
import { ReportingPeriod } from './reportingPeriod.ts'
import { NamedValue } from './validationError.ts'

export const FileBureau = enumOf<Db.FileBureau>('FileBureau', 'Whom a file is for.', {
  ALL: 'Every bureau: the header carries each program identifier that the furnisher has.',
  EQUIFAX: 'Equifax; the header carries its program identifier only.',
  EXPERIAN: 'Experian; the header carries its program identifier only.',
  TRANSUNION: 'TransUnion; the header carries its program identifier only.',
  INNOVIS: 'Innovis; the header carries its program identifier only.',
})

export const LineEnding = enumOf<Db.LineEnding>('LineEnding', 'What ends a line of a file.', {
  LF: 'Line feed.',
  CRLF: 'Carriage return and line feed.',
})

export const Metro2FileState = enumOf<Db.Metro2FileState>('Metro2FileState', 'Where a file stands.', {
  WRITING: 'It is being written and checked.',
  READY: 'It was read back without an error and can be downloaded.',
  FAILED: 'It did not pass its check, or writing it broke off.',
  CORRUPT: 'The records do not give the file any more that was written.',
})

const FileFinding = builder.objectRef<CountedFinding>('FileFinding').implement({
  description: 'What reading a file back found, by rule.',
  fields: (t) => ({
    ruleId: t.exposeString('rule', { description: 'Id of the rule.' }),
    severity: t.expose('severity', { type: Severity, description: 'An ERROR keeps the file from being READY.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    count: t.exposeInt('count', { description: 'How often.' }),
    line: t.exposeInt('line', { description: 'Line of the first case; the header is line 1.' }),
  }),
})

interface CounterShape {
  name: string
  count: number
}

const TrailerCounter = builder.objectRef<CounterShape>('TrailerCounter').implement({
  description: 'A counter of the trailer.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Field of the trailer: `totalBaseRecords`.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

export const Metro2File = builder.prismaNode('Metro2File', {
  ...tenantNode,
  description:
    'A Metro 2 file of a closed period. Its bytes are made from the frozen records whenever it is downloaded.',
  fields: (t) => ({
    period: t.relation('period', { type: ReportingPeriod, description: 'The period that it reports.' }),
    bureau: t.expose('bureau', { type: FileBureau, description: 'Whom it is for.' }),
    number: t.exposeInt('number', {
      description:
        '1; each further file of the period for the same bureau has the next. One is made when the header says something else.',
    }),
    lineEnding: t.expose('lineEnding', { type: LineEnding, description: 'What ends its lines.' }),
    state: t.expose('state', { type: Metro2FileState, description: 'Where it stands.' }),
    name: t.exposeString('name', { description: 'File name, of letters, digits and underscores.' }),
    records: t.exposeInt('records', { description: 'Accounts in it; 0 until it is written.' }),
    bytes: t.string({
      description: 'Size, in digits: it may be larger than an Int holds.',
      select: { bytes: true },
      resolve: ({ bytes }) => String(bytes),
    }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of its bytes in hex; empty until it is written.' }),
    header: t.field({
      type: [NamedValue],
      description:
        'The fields of its header by their names (`reporterName`), as they were when it was asked for; blank ones are left out.',
      complexity: { field: 1, multiplier: 10 },
      select: { header: true },
      resolve: ({ header }) =>
        Object.entries(header as Record<string, string | null>).filter(
          (each): each is [string, string] => each[1] !== null && each[1] !== '',
        ),
    }),
    totals: t.field({
      type: [TrailerCounter],
      description: 'What the trailer counts; zeros are left out.',
      complexity: { field: 1, multiplier: 10 },
      select: { totals: true },
      resolve: ({ totals }) =>
        Object.entries((totals ?? {}) as Record<string, number>)
          .filter(([, count]) => count > 0)
          .map(([name, count]) => ({ name, count })),
    }),
    findings: t.field({
      type: [FileFinding],
      description: 'What reading it back found.',
      select: { findings: true },
      resolve: ({ findings }) => (findings ?? []) as unknown as CountedFinding[],
    }),
    downloadPath: t.string({
      nullable: true,
      description: 'Path of the file on this server (GET, needs OPERATOR); null unless it is READY.',
      select: { id: true, state: true },
      resolve: ({ id, state }) => (state === 'READY' ? filePathOf(id) : null),
    }),
    operation: t.prismaField({
      type: Operation,
      nullable: true,
      description: 'The operation that wrote it.',
      select: { id: true },
      resolve: (query, { id }, _args, { loaders }) =>
        loaders.newestOperation.load({ targetId: id, kinds: ['WRITE_FILE'], query }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who asked for it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    createdByName: t.string({
      nullable: true,
      description:
        'What people call who asked for it: the name of the API key. Null for others, and when the key is gone.',
      select: { createdBy: true },
      resolve: ({ createdBy }, _args, { loaders }) => loaders.actorNames.load(createdBy),
    }),
    readyAt: t.expose('readyAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was written and checked; null before.',
    }),
  }),
})

export const Metro2FileConnection = connectionType('Metro2File', Metro2File, 'files')

builder.prismaObjectField(ReportingPeriod, 'files', (t) =>
  t.relation('files', {
    type: Metro2File,
    description: 'Its files, newest first: the first 20. The root field metro2Files has all.',
    query: { orderBy: { id: 'desc' }, take: 20 },
  }),
)
