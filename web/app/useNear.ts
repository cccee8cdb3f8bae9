import { useRef } from 'react'

export interface Near<Item> {
  id: string
  row: Item
}

/**
 * The rows from the first to the last that are near, for a table to draw. What a table has drawn of an item it keeps as long as the
 * item lives: each row therefore stands in one that is dropped when it is far away again, or a long list would hold all it ever drew.
 */
export function useNear<Item extends { id: string }>(rows: readonly Item[], first: number, last: number): Near<Item>[] {
  const held = useRef(new Map<Item, Near<Item>>())
  const before = held.current
  const items = rows.slice(first, last + 1).map((row) => before.get(row) ?? { id: row.id, row })
  held.current = new Map(items.map((item) => [item.row, item]))
  return items
}
