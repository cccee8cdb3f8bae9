/** The JSON Schema of the preset language at a URL, for completion in editors. The same for everybody; holds no data. */
import type { ServerResponse } from 'node:http'
import { presetSchema } from '../mapping/presetSchema.ts'

const body = JSON.stringify(presetSchema)

export function sendPresetSchema(response: ServerResponse): void {
  response.setHeader('cache-control', 'public, max-age=3600')
  response.setHeader('cross-origin-resource-policy', 'cross-origin')
  response.writeHead(200, { 'content-type': 'application/schema+json; charset=utf-8' }).end(body)
}
