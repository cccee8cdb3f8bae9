/** GraphQL over HTTP: queries, mutations and event streams. The WebSocket (websocket.ts) runs operations through it too. */
import { GraphQLError, type GraphQLSchema, NoSchemaIntrospectionCustomRule, parse, validate } from 'graphql'
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga'
import { costLimit } from '../../schema/builder.ts'
import { type Context, createContext } from '../../schema/context.ts'
import type { App } from '../app.ts'
import type { Viewer } from '../auth/viewer.ts'
import { operationCost } from './cost.ts'
import { maskError } from './errors.ts'
import { inputGuard, literalRule } from './inputs.ts'
import { limitRules, limits } from './limits.ts'

/** What the HTTP layer knows of a request. */
export interface Asked {
  viewer: Viewer
  requestId: string
  /** Set by the WebSocket, which has no request to end with; else the request's own. */
  signal?: AbortSignal
}

export type Yoga = ReturnType<typeof createGraphql>

/** Queries end with TIMEOUT; mutations may wait for a source and have longer. */
const timeouts = { query: 30_000, mutation: 120_000 }

export function createGraphql(app: App, schema: GraphQLSchema, hooks: { onMutation(): void }) {
  const { config } = app
  return createYoga<Asked, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    // The page is served without a key (server.ts); what it asks then needs one.
    graphiql: config.graphiql
      ? { title: 'Metro 2', headers: '{ "Authorization": "Bearer " }', subscriptionsProtocol: 'SSE' }
      : false,
    cors: false,
    batching: false,
    multipart: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(app.log, error, { suggestions: config.introspection }) },
    context: (initial: YogaInitialContext & Asked) =>
      createContext(app, {
        viewer: initial.viewer,
        requestId: initial.requestId,
        signal: initial.signal ?? initial.request.signal,
      }),
    plugins: [
      documentLimits(config.introspection),
      inputGuard(),
      timeLimit(),
      measure(app, hooks.onMutation),
      cost(schema),
      refusals(),
    ] as Plugin[],
  })
}

/** Without introspection the schema is not told in errors either. */
function documentLimits(introspection: boolean): Plugin {
  const always = [...limitRules, literalRule]
  const rules = introspection ? always : [...always, NoSchemaIntrospectionCustomRule]
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => parse(source, { ...options, maxTokens: limits.tokens }))
    },
    onValidate({ addValidationRule, setValidationFn }) {
      for (const rule of rules) addValidationRule(rule)
      setValidationFn((schema, document, allRules) =>
        validate(schema, document, allRules, { maxErrors: 20, hideSuggestions: !introspection }),
      )
    },
  }
}

function timeLimit(): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn, args }) {
      const kind = kindOf(args.document, args.operationName)
      const limit = kind === 'mutation' ? timeouts.mutation : timeouts.query
      setExecuteFn(async (given) => {
        let timer: NodeJS.Timeout | undefined
        const late = new Promise<{ errors: GraphQLError[] }>((resolve) => {
          const message = `The operation took longer than ${limit / 1_000} seconds.`
          const error = new GraphQLError(message, { extensions: { code: 'TIMEOUT' } })
          timer = setTimeout(() => resolve({ errors: [error] }), limit)
        })
        try {
          return await Promise.race([executeFn(given), late])
        } finally {
          clearTimeout(timer)
        }
      })
    },
  }
}

function measure(app: App, onMutation: () => void): Plugin {
  return {
    onExecute({ args }) {
      const operation = kindOf(args.document, args.operationName)
      const stop = app.metrics.graphqlOperationSeconds.startTimer({ operation })
      return {
        onExecuteDone({ result }) {
          if (operation === 'mutation') onMutation()
          const failed = 'errors' in (result as object) && (result as { errors?: unknown[] }).errors?.length
          stop({ outcome: failed ? 'errors' : 'ok' })
        },
      }
    },
  }
}

/** `extensions.cost` on request, for people who tune a query. */
function cost(schema: GraphQLSchema): Plugin {
  return {
    onExecute({ args }) {
      const { request } = args.contextValue as { request?: Request }
      if (!request?.headers?.get('x-graphql-cost')) return
      return {
        onExecuteDone({ result, setResult }) {
          if (Symbol.asyncIterator in (result as object)) return
          const single = result as { extensions?: object }
          setResult({
            ...single,
            extensions: { ...single.extensions, cost: { requested: operationCost(schema, args), limit: costLimit } },
          })
        },
      }
    },
  }
}

const refusalTexts: Record<number, string> = {
  406: 'Nothing that the header Accept names can be answered. Use application/json, application/graphql-response+json or, for subscriptions, text/event-stream.',
  415: 'The body is of a type that is not read here. Send JSON with Content-Type: application/json.',
}

/** graphql-yoga refuses media types without a word. */
function refusals(): Plugin {
  return {
    onResponse({ response, setResponse, fetchAPI }) {
      const message = refusalTexts[response.status]
      if (!message) return
      const headers = { 'content-type': 'application/json; charset=utf-8' }
      const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] })
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }))
    },
  }
}

function kindOf(
  document: { definitions: readonly { kind: string; operation?: string; name?: { value: string } }[] },
  name: string | null | undefined,
) {
  const operations = document.definitions.filter((each) => each.kind === 'OperationDefinition')
  const one = name ? operations.find((each) => each.name?.value === name) : operations[0]
  return one?.operation === 'mutation' ? 'mutation' : 'query'
}
