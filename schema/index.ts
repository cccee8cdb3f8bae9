/** The schema, whole. Importing a file of types or fields adds it to the builder. */
import type { GraphQLSchema } from 'graphql'
import './scalars.ts'
import './userErrors.ts'
import './queries/sources.ts'
import './queries/records.ts'
import './queries/validation.ts'
import './queries/waivers.ts'
import './queries/webhooks.ts'
import './queries/uploads.ts'
import './queries/files.ts'
import './queries/presets.ts'
import './queries/operations.ts'
import './subscriptions.ts'
import './mutations/index.ts'
import { builder } from './builder.ts'

export const schema: GraphQLSchema = builder.toSchema()
