/** Global ids: base64url of `Type:uuid`. They hold nothing else; who may load the row is decided when it is loaded. */
import { isId } from '../server/ids.ts'
import { badInput } from './errors.ts'

export function encodeId(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`, 'utf8').toString('base64url')
}

/**
 * @param path the argument it came in, for the error
 * @throws GraphQLError BAD_USER_INPUT when it is no id of this API
 */
export function decodeId(globalId: string, path: string[]): { typename: string; id: string } {
  const text = Buffer.from(globalId, 'base64url').toString('utf8')
  const colon = text.indexOf(':')
  const typename = text.slice(0, colon)
  const id = text.slice(colon + 1)
  if (colon < 1 || !/^[A-Z]\w*$/.test(typename) || !isId(id)) {
    throw badInput(
      'This is not an id of this API.',
      path,
      'Use the `id` of an object as this API answered it, unchanged.',
    )
  }
  return { typename, id }
}

/**
 * The uuid in an id that must be of one type.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function idOf(type: string, globalId: string, path: string[]): string {
  const { typename, id } = decodeId(globalId, path)
  if (typename !== type) throw badInput(`This is the id of a ${typename}.`, path, `Give the id of a ${type}.`)
  return id
}
