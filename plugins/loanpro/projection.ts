/**
 * The part of a document whose change is news. Accruals, counters and maintenance stamps move every day by themselves
 * and are left out, so that a loan nobody touched has the same hash tomorrow.
 */
import { loan } from './fields/loan.ts'
import type { EntitySpec, FieldSpec } from './spec.ts'
import { dateToDay, dayToDate } from './values.ts'

type Row = Record<string, unknown>

function entityProjection(entity: EntitySpec): (row: Row) => unknown[] {
  const parts = Object.entries(entity.fields)
    .filter(([, field]) => !('moves' in field && field.moves === true))
    .map(([name, field]) => ({ name, project: fieldProjection(field) }))
  return (row) => parts.map(({ name, project }) => project(row[name]))
}

function fieldProjection(field: FieldSpec): (value: unknown) => unknown {
  if (field.read === 'entity') {
    const project = entityProjection(field.entity)
    return (value) => project(value as Row)
  }
  if (field.read === 'rows' || field.read === 'computedRows') {
    const project = entityProjection(field.entity)
    return (value) => (value as Row[] | null)?.map(project) ?? null
  }
  return (value) => value
}

const { StatusArchive, Transactions, ...rest } = loan.fields as Record<string, FieldSpec & { entity: EntitySpec }>
const projectLoan = entityProjection({ fields: rest, known: [] })
const projectTransaction = entityProjection(Transactions!.entity)
const { date: _date, daysPastDue: _days, ...balances } = StatusArchive!.entity.fields
const projectArchiveRow = entityProjection({ fields: balances, known: [] })

/** A stable value; equal values mean nothing changed that a record is made of. */
export function reportingProjection(document: Record<string, unknown>): unknown {
  return {
    loan: projectLoan(document),
    // What LoanPro expects to be paid is recalculated daily.
    transactions: (document.Transactions as Row[] | null)
      ?.filter((row) => row.forecast !== true)
      .map(projectTransaction),
    archive: projectArchive(document.StatusArchive as Row[]),
  }
}

/**
 * Days past due grow by one a day while nothing happens, and each day has a row. A row is therefore said by the day it
 * has been late since, and a run of rows that say the same counts as one, under the month it began in (which day of
 * the running month stands for it changes with every new row).
 */
function projectArchive(rows: Row[]): unknown[] {
  const runs: unknown[] = []
  let last = ''
  for (const row of rows) {
    const days = row.daysPastDue as number | null
    const lateSince = days === null ? null : days > 0 ? dayToDate(dateToDay(String(row.date)) - days) : ''
    const said = [lateSince, ...projectArchiveRow(row)]
    const text = JSON.stringify(said)
    if (text !== last) runs.push([String(row.date).slice(0, 7), said])
    last = text
  }
  return runs
}
