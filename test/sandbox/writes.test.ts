import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, type Json, tenant } from './client.ts'

let client: Client
let loan: Json
beforeEach(async () => {
  client = await tenant({ loans: 30 })
  loan = await client.get('odata.svc/Loans(10001)?$expand=LoanSettings')
})
const path = 'odata.svc/Loans(10001)'
const settings = () => ({ __id: loan.settingsId, __update: true })
const notes = async (): Promise<Json[]> => {
  const { results } = await client.get(`${path}/Notes?$top=100&$filter=categoryId eq 27`)
  return results
}

describe('PUT', () => {
  it('makes a note, and a second one when repeated', async () => {
    const note = { subject: 'ref-1', body: '<p>text</p>', categoryId: 27, parentId: 10001, parentType: 'Entity.Loan' }
    const body = { Notes: { results: [note] } }
    expect((await client.put(path, body)).status).toBe(200)
    expect((await notes()).map(({ subject }) => subject)).toEqual(['ref-1'])
    await client.put(path, body)
    expect(await notes()).toHaveLength(2)
    const [{ id }] = (await notes()) as [Json]
    await client.put(path, { Notes: { results: [{ __id: id, __update: true, subject: 'changed' }] } })
    expect((await notes()).map(({ subject }) => subject)).toEqual(['changed', 'ref-1'])
  })

  it('changes settings by a partial merge', async () => {
    const body = { LoanSettings: { ...settings(), creditStatus: 'loan.creditstatus.93', closedDate: '2026-06-01' } }
    const answer = (await (await client.put(`${path}?$expand=LoanSettings`, body)).json()) as { d: Json }
    expect(answer.d.LoanSettings.creditStatus).toBe('loan.creditstatus.93')
    expect(answer.d.LoanSettings.closedDate).toBe('/Date(1780272000)/')
    expect(answer.d.LoanSettings.creditBureau).toBe(loan.LoanSettings.creditBureau)
    await client.put(path, { LoanSettings: { ...settings(), closedDate: '' } })
    expect((await client.get(`${path}/LoanSettings`)).closedDate).toBe('/Date(-62169984000)/')
  })

  it('sets custom fields by their field id', async () => {
    const value = { customFieldId: 41, customFieldValue: 'XB - Disputed' }
    const body = {
      LoanSettings: { ...settings(), CustomFieldValues: { results: [value] } },
      __id: 10001,
      __update: true,
    }
    expect((await client.put(path, body)).status).toBe(200)
    const { results } = await client.get(`${path}/LoanSettings/CustomFieldValues`)
    expect(results.find((one: Json) => one.customFieldId === 41).customFieldValue).toBe('XB - Disputed')
  })

  it('adds and removes portfolios in both dialects', async () => {
    const ids = async () => (await client.get(`${path}/Portfolios`)).results.map(({ id }: Json) => id).sort()
    const before = await ids()
    await client.put(path, { Portfolios: { results: [{ __id: 8 }] } })
    expect(await ids()).toEqual([...before, 8].sort())
    const uri = '/api/1/odata.svc/Portfolios(id=8)'
    await client.put(path, {
      Portfolios: { results: [{ __metadata: { uri, type: 'Entity.Portfolio' }, __destroy: true }] },
    })
    expect(await ids()).toEqual(before)
  })

  it('changes a customer', async () => {
    const customer = 'odata.svc/Customers(30001)'
    await client.put(customer, {
      email: 'new@example.com',
      PrimaryAddress: { city: 'Elsewhere', __update: true, __id: 1 },
    })
    const now = await client.get(`${customer}?$expand=PrimaryAddress`)
    expect([now.email, now.PrimaryAddress.city]).toEqual(['new@example.com', 'Elsewhere'])
  })

  it.each([
    ['settings without __id', { LoanSettings: { creditStatus: 'loan.creditstatus.97' } }],
    ['a note without category', { Notes: { results: [{ body: 'x' }] } }],
    [
      'a custom field that does not exist',
      { LoanSettings: { CustomFieldValues: { results: [{ customFieldId: 1 }] } } },
    ],
    ['no object', []],
  ])('refuses %s', async (_name, body) => {
    expect((await client.put(path, body)).status).toBe(409)
  })
})

describe('PATCH', () => {
  it.each([
    ['not-found', 404],
    ['not-allowed', 405],
    ['allowed', 200],
  ] as const)('%s is %i', async (patch, status) => {
    client.sandbox.faults.patch = patch
    const response = await client.request(path, { method: 'PATCH', body: '{"loanAlert":"x"}' })
    expect(response.status).toBe(status)
    expect((await client.get(path)).loanAlert).toBe(status === 200 ? 'x' : '')
  })

  it('DELETE does not exist here', async () => {
    expect((await client.request(path, { method: 'DELETE' })).status).toBe(404)
  })
})
