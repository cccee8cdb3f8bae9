/** Adds an example to the text of a preset without touching anything else in it: comments and layout are the analyst's. */
import { Document, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Example } from '../mapping/examples.ts'

/** One item of `examples`, as YAML; rows of a list stand on one line each. */
export function exampleYaml(example: Example): string {
  const document = new Document([example], { aliasDuplicateObjects: false })
  visit(document, {
    Map(_key, map) {
      map.flow = map.items.every(({ value }) => isScalar(value))
    },
  })
  return document.toString({ lineWidth: 0 })
}

/** Null where the examples of the text are written in a form that nothing can be added to by lines. */
export function appendExample(text: string, example: Example): string | null {
  if (!text.includes('\r\n')) return appended(text, example)
  return appended(text.replaceAll('\r\n', '\n'), example)?.replaceAll('\n', '\r\n') ?? null
}

function appended(text: string, example: Example): string | null {
  const document = parseDocument(text)
  if (!isMap(document.contents)) return null
  const item = exampleYaml(example)
  const pair = document.contents.items.find((each) => String(each.key) === 'examples')
  if (!pair) return `${text.replace(/\n*$/, '\n')}\nexamples:\n${indented(item, '  ')}`
  const { value } = pair
  if (!isSeq(value) || value.flow || !value.range || value.items.length === 0) return null
  const [start, end] = value.range
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const indent = text.slice(lineStart, start)
  if (!/^ *$/.test(indent)) return null
  const before = text.slice(0, end).replace(/\n*$/, '\n')
  return `${before}${indented(item, indent)}${text.slice(end)}`
}

const indented = (text: string, indent: string) => text.replace(/^(?=.)/gm, indent)
