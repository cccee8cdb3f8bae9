/** Reads prisma/schema.prisma as far as this project uses its language, to compare it with what the migrations made. */

export interface Column {
  name: string
  /** PostgreSQL's name, as `format_type` prints it. */
  type: string
  nullable: boolean
  default: string | null
}

export interface Index {
  name: string
  columns: string[]
  kind: 'primary' | 'unique' | 'index'
}

export interface ForeignKey {
  name: string
  columns: string[]
  table: string
  references: string[]
  onDelete: 'CASCADE' | 'RESTRICT'
}

export interface Table {
  name: string
  columns: Column[]
  indexes: Index[]
  foreignKeys: ForeignKey[]
}

export interface Schema {
  enums: Map<string, string[]>
  tables: Table[]
}

const scalars: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  Json: 'jsonb',
  Bytes: 'bytea',
  DateTime: 'timestamp(3) without time zone',
}
const natives: Record<string, string> = {
  Uuid: 'uuid',
  Date: 'date',
  'Timestamptz(3)': 'timestamp(3) with time zone',
}

const list = (text: string) => text.split(',').map((part) => part.trim().replace(/\(.*$/, ''))

interface Block {
  kind: string
  name: string
  lines: string[]
}

function blocks(text: string): Block[] {
  return [...text.matchAll(/^(model|enum) (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, kind, name, body]) => ({
    kind: kind!,
    name: name!,
    lines: body!
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith('//')),
  }))
}

export function parsePrismaSchema(text: string): Schema {
  const all = blocks(text)
  const enums = new Map(all.filter((block) => block.kind === 'enum').map((block) => [block.name, block.lines]))
  const models = all.filter((block) => block.kind === 'model')
  const tableOf = new Map(models.map((model) => [model.name, tableName(model)]))
  return { enums, tables: models.map((model) => readModel(model, enums, tableOf)) }
}

function tableName(model: Block): string {
  return /@@map\("(\w+)"\)/.exec(model.lines.join('\n'))?.[1] ?? model.name
}

function readModel(model: Block, enums: Map<string, string[]>, tableOf: Map<string, string>): Table {
  const table: Table = { name: tableName(model), columns: [], indexes: [], foreignKeys: [] }
  const columnOf = new Map<string, string>()
  const fields = model.lines.filter((line) => !line.startsWith('@@')).map((line) => line.split(/\s+/))
  for (const [field, type, ...rest] of fields) {
    const attributes = rest.join(' ')
    const bare = type!.replace(/[?[\]]/g, '')
    if (tableOf.has(bare)) continue
    const name = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field!
    columnOf.set(field!, name)
    const native = /@db\.(\w+(?:\(\d+\))?)/.exec(attributes)?.[1]
    const base = native ? natives[native] : enums.has(bare) ? `"${bare}"` : scalars[bare]
    if (!base) throw new Error(`unknown type ${type} of ${model.name}.${field}`)
    const fallback = /@default\(("[^"]*"|\w+)\)/.exec(attributes)?.[1]
    table.columns.push({
      name,
      type: type!.endsWith('[]') ? `${base}[]` : base,
      nullable: type!.endsWith('?'),
      default: defaultOf(fallback, bare),
    })
    if (/@id\b/.test(attributes)) table.indexes.push({ name: `${table.name}_pkey`, columns: [name], kind: 'primary' })
  }
  for (const [field, type, ...rest] of fields) {
    const relation = /@relation\(fields: \[([^\]]+)\], references: \[([^\]]+)\](?:, onDelete: (\w+))?\)/.exec(
      rest.join(' '),
    )
    if (!relation) continue
    const columns = list(relation[1]!).map((name) => columnOf.get(name)!)
    table.foreignKeys.push({
      name: shorten(`${table.name}_${columns.join('_')}_fkey`),
      columns,
      table: tableOf.get(type!.replace('?', ''))!,
      references: list(relation[2]!).map(snake),
      onDelete: relation[3] === 'Cascade' ? 'CASCADE' : 'RESTRICT',
    })
    columnOf.delete(field!)
  }
  for (const line of model.lines.filter((line) => line.startsWith('@@'))) {
    const found = /^@@(id|unique|index)\(\[([^\]]+)\]/.exec(line)
    if (!found) continue
    const columns = list(found[2]!).map((name) => columnOf.get(name)!)
    const kind = found[1] === 'id' ? 'primary' : (found[1] as 'unique' | 'index')
    const name =
      kind === 'primary'
        ? `${table.name}_pkey`
        : `${table.name}_${columns.join('_')}_${kind === 'unique' ? 'key' : 'idx'}`
    table.indexes.push({ name: shorten(name), columns, kind })
  }
  return table
}

/** As PostgreSQL prints it. */
function defaultOf(value: string | undefined, type: string): string | null {
  if (value === undefined || /^\d+$/.test(value)) return value ?? null
  return value.startsWith('"') ? `'${value.slice(1, -1)}'::text` : `'${value}'::"${type}"`
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Prisma cuts a name to PostgreSQL's 63 bytes before its suffix. */
function shorten(name: string): string {
  if (name.length <= 63) return name
  const suffix = /_(pkey|key|idx|fkey)$/.exec(name)![0]
  return name.slice(0, 63 - suffix.length) + suffix
}
