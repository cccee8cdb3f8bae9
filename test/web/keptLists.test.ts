import { describe, expect, test } from 'vitest'
import { createKeptLists, oldPageOf, type ReadPage, withPage } from '../../web/app/keptLists.ts'

const page = (rows: string, after: string | null, next: string | null, old = false): ReadPage<{ id: string }> => ({
  ...{ rows: [...rows].map((id) => ({ id })), after, next, old },
})
const pages = [page('abc', null, 'c'), page('def', 'c', 'f'), page('gh', 'f', null)]
const old = pages.map((each) => ({ ...each, old: true }))

describe('lists kept for Back', () => {
  test('are there again for the same entry and the same filters, to be read again where they are looked at', () => {
    const lists = createKeptLists(5)
    lists.put('entry records', 'filter', pages)
    expect(lists.get('entry records', 'filter')).toEqual(old)
    expect(lists.get('entry records', 'another filter')).toBeNull()
    expect(lists.get('another records', 'filter')).toBeNull()
  })

  test('are the last few, one an entry, and none once they are forgotten', () => {
    const lists = createKeptLists(2)
    for (const slot of ['1', '2', '1', '3']) lists.put(slot, slot, pages)
    expect(['1', '2', '3'].map((slot) => lists.get(slot, slot) !== null)).toEqual([true, false, true])
    lists.forget()
    expect(lists.get('1', '1')).toBeNull()
  })

  test('a page is old as long as it was not read again', () => {
    expect(oldPageOf(old, 0, 1)).toBe(0)
    expect(oldPageOf(old, 3, 5)).toBe(1)
    expect(oldPageOf(old, 2, 7)).toBe(0)
    const read = withPage(old, 0, page('abc', null, 'c'))
    expect(oldPageOf(read, 0, 2)).toBe(-1)
    expect(oldPageOf(read, 2, 3)).toBe(1)
    expect(oldPageOf(pages, 0, 7)).toBe(-1)
    expect(oldPageOf([], 0, 0)).toBe(-1)
  })

  test('a page that ends where it ended leaves the others; one that ends elsewhere takes those after it away', () => {
    const changed = page('aXc', null, 'c, sealed anew')
    expect(withPage(old, 0, changed)).toEqual([changed, old[1], old[2]])
    const moved = page('deX', 'c', 'X')
    expect(withPage(old, 1, moved)).toEqual([old[0], moved])
    const shorter = page('def', 'c', null)
    expect(withPage(old, 1, shorter)).toEqual([old[0], shorter])
  })
})
