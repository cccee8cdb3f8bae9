/** What a text says wrong, and what the editor can say about it, asked half a second after the last key. */
import { useEffect, useMemo, useState } from 'react'
import { failureOf } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { CheckPresetDocument, type CheckPresetQuery, PresetKnowledgeDocument } from '../../generated/documents.ts'
import type { Catalogue } from '../../lib/preset/catalogue.ts'
import type { CodeTable, Knowledge } from '../../lib/preset/completion.ts'
import type { JsonSchema } from '../../lib/preset/schema.ts'

export type Check = CheckPresetQuery['checkMappingPreset'] & {
  /** What was checked: the text may have gone on since. */
  text: string
}

export interface CheckState {
  check: Check | null
  problem: string | null
}

const waitMs = 500

/** @param revision of the draft: what was saved is checked again, also where nothing was written since */
export function useCheck(text: string, connection: string | undefined, revision: number | null): CheckState {
  const { api } = useSession()
  const [state, setState] = useState<CheckState>({ check: null, problem: null })
  const may = useMay('ANALYST')
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const again = () => setTurn((before) => before + 1)
    addEventListener('online', again)
    const stop = api.reach.onChange((away) => away || again())
    return () => {
      removeEventListener('online', again)
      stop()
    }
  }, [api])
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the server is back, and after a save
  useEffect(() => {
    if (!may) return
    let left = false
    const timer = setTimeout(async () => {
      const variables = { text, connection: connection ?? null }
      const { data, error } = await api.uncached.query(CheckPresetDocument, variables).toPromise()
      if (left) return
      if (data) setState({ check: { ...data.checkMappingPreset, text }, problem: null })
      else setState((before) => ({ ...before, problem: failureOf({ error }) }))
    }, waitMs)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [api, text, connection, may, turn, revision])
  return state
}

const nothingKnown: Knowledge = { schema: null, catalogue: {}, codeTables: [] }

/** Schema of the language, fields of the source, codes of the format. Without them the editor still edits. */
export function useKnowledge(connection: string | undefined): Knowledge {
  const { api } = useSession()
  const [schema, setSchema] = useState<JsonSchema | null>(null)
  const [found, setFound] = useState<{ catalogue: Catalogue; codeTables: readonly CodeTable[] } | null>(null)
  useEffect(() => {
    const left = new AbortController()
    fetch('/preset-schema.json', { credentials: 'omit', signal: left.signal })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then(setSchema)
      .catch(() => {})
    return () => left.abort()
  }, [])
  useEffect(() => {
    if (connection === undefined) return
    let left = false
    api.uncached
      .query(PresetKnowledgeDocument, { connection })
      .toPromise()
      .then(({ data }) => {
        if (left || !data) return
        setFound({ catalogue: (data.connection?.catalogue ?? {}) as Catalogue, codeTables: data.codeTables })
      })
    return () => {
      left = true
    }
  }, [api, connection])
  return useMemo(() => (schema || found ? { ...nothingKnown, schema, ...found } : nothingKnown), [schema, found])
}
