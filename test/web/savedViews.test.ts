/** Saved views, as far as they need no browser. */
import { expect, test } from 'vitest'
import type { RecordSearch } from '../../web/lib/recordSearch.ts'
import { matching, recordViews, validationViews } from '../../web/lib/savedViews.ts'

const { parametersOf, searchOf } = recordViews
const search: RecordSearch = {
  ...{ connection: 'Q29ubmVjdGVkU291cmNlOjE', eligibility: 'HELD', status: '05', rule: 'G-ADDR-1', late: 90 },
  ...{ sort: 'DAYS_PAST_DUE', descending: true },
}

test('an address becomes a view and comes back from it', () => {
  expect(searchOf(parametersOf(search))).toEqual(search)
  expect(parametersOf({ late: 30, eligibility: undefined, descending: false } as never)).toEqual([
    { name: 'late', value: '30' },
  ])
  expect(searchOf([])).toEqual({})
})

test('what makes no sense, and what was searched for, is passed over', () => {
  const odd = [
    { name: 'eligibility', value: 'MAYBE' },
    { name: 'late', value: 'x' },
    { name: 'search', value: 'ABBOTT' },
    { name: 'descending', value: 'no' },
  ]
  expect(searchOf(odd)).toEqual({})
})

test('the view that is shown is known by its filters and order; an own one goes before', () => {
  const view = (id: string, own: boolean, given: RecordSearch) => ({ id, own, parameters: parametersOf(given) })
  const views = [view('shared', false, search), view('own', true, search), view('late', true, { late: 30 })]
  expect(matching(views, { ...search }, recordViews)?.id).toBe('own')
  expect(matching(views, { late: 30 }, recordViews)?.id).toBe('late')
  expect(matching(views, { late: 30, sort: 'DAYS_PAST_DUE' }, recordViews)).toBeNull()
  expect(matching(views.slice(0, 1), search, recordViews)?.id).toBe('shared')
})

test('a view of the work list holds connection, severity and rule; which severity of a rule is open makes no other view', () => {
  const open = { severity: 'ERROR', rule: 'G-ADDR-1', level: 'ERROR' } as const
  const parameters = validationViews.parametersOf(open)
  expect(parameters).toEqual([
    { name: 'rule', value: 'G-ADDR-1' },
    { name: 'severity', value: 'ERROR' },
  ])
  expect(validationViews.searchOf(parameters)).toEqual({ severity: 'ERROR', rule: 'G-ADDR-1' })
  expect(matching([{ own: true, parameters }], open, validationViews)).not.toBeNull()
  expect(matching([{ own: true, parameters }], { severity: 'ERROR' }, validationViews)).toBeNull()
})
