/** Entities of the OData tree and how `$expand` prints them. */

export interface EntityNode {
  set: string
  type: string
  key: number
  fields: Record<string, unknown>
  /** Navigation properties; each is asked for only when expanded or visited. */
  nav: Record<string, () => EntityNode | EntityNode[] | null>
}

/** `$expand=A,B/C` as a tree. */
export interface Expansion {
  [name: string]: Expansion
}

export function parseExpand(text: string | null): Expansion {
  const root: Expansion = {}
  for (const path of (text ?? '').split(',')) {
    let at = root
    for (const name of path.split('/')) {
      if (name.trim() === '') continue
      at[name.trim()] ??= {}
      at = at[name.trim()]!
    }
  }
  return root
}

export interface PrintOptions {
  /** Bare arrays without a cap instead of `{results}`. */
  nopaging: boolean
  cap: number
}

// A client must never follow these: they name no reachable host, sometimes http, sometimes https.
const origin = '//loanpro.invalid/api/public/api/1/odata.svc'

export class UnknownPath extends Error {}

/** The JSON value of an entity; unexpanded navigation stays deferred. Throws UnknownPath for a name that does not exist. */
export function print(node: EntityNode, expansion: Expansion, options: PrintOptions): Record<string, unknown> {
  const scheme = node.key % 2 === 0 ? 'https:' : 'http:'
  const printed: Record<string, unknown> = {
    __metadata: { uri: `${scheme}${origin}/${node.set}(id=${node.key})`, type: node.type },
  }
  for (const name of Object.keys(expansion)) {
    if (!(name in node.nav)) throw new UnknownPath(`${node.type} has no property ${name}`)
  }
  for (const name of Object.keys(node.nav)) {
    const deeper = expansion[name]
    printed[name] = deeper
      ? printValue(node.nav[name]!(), deeper, options)
      : { __deferred: { uri: `${node.set}(id=${node.key})/${name}` } }
  }
  return Object.assign(printed, node.fields)
}

function printValue(value: EntityNode | EntityNode[] | null, expansion: Expansion, options: PrintOptions): unknown {
  if (value === null) return null
  if (!Array.isArray(value)) return print(value, expansion, options)
  const shown = options.nopaging ? value : value.slice(0, options.cap)
  const results = shown.map((one) => print(one, expansion, options))
  return options.nopaging ? results : { results }
}

/** A leaf entity. */
export function leaf(set: string, type: string, key: number, fields: Record<string, unknown>): EntityNode {
  return { set, type: `Entity.${type}`, key, fields: { id: key, ...fields }, nav: {} }
}
