/** The regulator's records written into files and read back: the same hits as from the data themselves. */
import { describe, expect, test } from 'vitest'
import { emptyBase } from '../../../server/metro2/assemble.ts'
import type { Metro2Record } from '../../../server/metro2/record.ts'
import { sharedText } from '../shared.ts'
import { j1 } from '../support.ts'
import { check, fileOf, header, linesOf, previousOf } from './support.ts'

type Values = Record<string, unknown>
interface Vector {
  evaluator: string
  records: (Values & { id: string })[]
  expectedHits: string[]
}

const vectorText = sharedText('fixtures/metro2/cfpb-evaluator-vectors.json')

const baseFields: Record<string, keyof Metro2Record['base']> = {
  id_num: 'identificationNumber',
  cons_acct_num: 'consumerAccountNumber',
  port_type: 'portfolioType',
  acct_type: 'accountType',
  date_open: 'dateOpened',
  credit_limit: 'creditLimit',
  hcola: 'highestCredit',
  terms_dur: 'termsDuration',
  terms_freq: 'termsFrequency',
  smpa: 'scheduledMonthlyPaymentAmount',
  actual_pmt_amt: 'actualPaymentAmount',
  acct_stat: 'accountStatus',
  pmt_rating: 'paymentRating',
  php: 'paymentHistoryProfile',
  spc_com_cd: 'specialComment',
  compl_cond_cd: 'complianceConditionCode',
  current_bal: 'currentBalance',
  amt_past_due: 'amountPastDue',
  orig_chg_off_amt: 'originalChargeOffAmount',
  doai: 'dateOfAccountInformation',
  dofd: 'dateOfFirstDelinquency',
  date_closed: 'dateClosed',
  dolp: 'dateOfLastPayment',
  ecoa: 'ecoaCode',
  cons_info_ind: 'consumerInformationIndicator',
  first_name: 'firstName',
  surname: 'surname',
}

const number = (value: unknown) => Number(value ?? 0) || 0
const text = (value: unknown) => `${value ?? ''}`
const day = (value: unknown) => (value as string | null) ?? null

function toRecord(values: Values): Metro2Record {
  const base: Record<string, unknown> = { ...emptyBase() }
  for (const [theirs, ours] of Object.entries(baseFields)) base[ours] = values[theirs] ?? base[ours]
  const indicators = (values.cons_info_ind_assoc as string[] | null) ?? []
  const ecoas = (values.ecoa_assoc as string[] | null) ?? []
  const count = Math.max(indicators.length, ecoas.length)
  const people = Array.from({ length: count }, (_, i) =>
    j1({ consumerInformationIndicator: indicators[i] ?? '', ecoaCode: ecoas[i] ?? '' }),
  )
  const record: Metro2Record = { base: base as unknown as Metro2Record['base'], j1: people, j2: [] }
  const { k2, k4, l1 } = (values.segments ?? {}) as Record<string, Values>
  if (k2) {
    record.k2 = {
      purchasedFromSoldToIndicator: number(k2.purch_sold_ind),
      purchasedFromSoldToName: text(k2.purch_sold_name),
    }
  }
  if (k4) {
    record.k4 = {
      specializedPaymentIndicator: number(k4.spc_pmt_ind),
      deferredPaymentStartDate: day(k4.deferred_pmt_st_dt),
      balloonPaymentDueDate: day(k4.balloon_pmt_due_dt),
      balloonPaymentAmount: number(k4.balloon_pmt_amt),
    }
  }
  if (l1) {
    record.l1 = {
      changeIndicator: number(l1.change_ind),
      newConsumerAccountNumber: text(l1.new_acc_num),
      newIdentificationNumber: text(l1.new_id_num),
    }
  }
  return record
}

function file(values: Values): string {
  const activityDate = values.activity_date as string
  return fileOf(linesOf([toRecord(values)], { ...header, activityDate, dateCreated: activityDate }))
}

describe.skipIf(vectorText === null)('CFPB evaluator vectors through files (skips without ../shared)', () => {
  const { defaults, vectors } = JSON.parse(vectorText ?? '{"defaults":{},"vectors":[]}') as {
    defaults: Values
    vectors: Vector[]
  }

  test.each(vectors.map((vector) => [vector.evaluator, vector] as const))('%s', (id, vector) => {
    const valuesOf = new Map<string, Values>(vector.records.map((entry) => [entry.id, { ...defaults, ...entry }]))
    // A file holds no negative amounts.
    const written = vector.records.filter((entry) => !Object.values(entry).some((value) => Number(value) < 0))
    const found = written
      .filter((entry) => {
        const values = valuesOf.get(entry.id)!
        const before = valuesOf.get(`${values.previousId}`)
        const checked = check(file(values), {
          today: '2026-07-05',
          ...(before === undefined ? {} : { previous: previousOf(file(before)) }),
        })
        expect(checked.totals.records).toBe(1)
        return checked.findings.some(({ rule, line }) => rule === id && line === 2)
      })
      .map((entry) => entry.id)
    expect(found.sort()).toEqual(vector.expectedHits.filter((hit) => written.some((entry) => entry.id === hit)).sort())
  })
})
