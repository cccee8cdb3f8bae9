/** What a furnisher's fields are for and may hold: the header of a file (fields 4 to 7, 12 to 14) and every record (base field 5). */
export interface FurnisherForm {
  name: string
  identificationNumber: string
  address: string
  telephoneNumber: string
  equifaxProgramIdentifier: string
  experianProgramIdentifier: string
  innovisProgramIdentifier: string
  transunionProgramIdentifier: string
}

export const emptyFurnisher: FurnisherForm = {
  name: '',
  identificationNumber: '',
  address: '',
  telephoneNumber: '',
  equifaxProgramIdentifier: '',
  experianProgramIdentifier: '',
  innovisProgramIdentifier: '',
  transunionProgramIdentifier: '',
}

export interface FurnisherField {
  name: keyof FurnisherForm
  label: string
  /** Where it stands. */
  place: string
  help: string
  required: boolean
  maxLength: number
}

const program = (bureau: string, name: keyof FurnisherForm, field: number, maxLength: number): FurnisherField => ({
  name,
  label: `${bureau} program identifier`,
  place: `Header field ${field}`,
  help: `At most ${maxLength} letters and digits, given by ${bureau}.`,
  required: false,
  maxLength,
})

export const furnisherFields: readonly FurnisherField[] = [
  {
    ...{ name: 'name', label: 'Reporter name', place: 'Header field 12', required: true, maxLength: 40 },
    help: 'Your company as the bureaus know it: at most 40 characters without accents.',
  },
  {
    ...{
      name: 'identificationNumber',
      label: 'Identification number',
      place: 'Base field 5',
      required: true,
      maxLength: 20,
    },
    help: 'Agreed with the bureaus: 5 to 20 letters and digits. It stands in every record and must stay the same; another number is another account to a bureau.',
  },
  {
    ...{ name: 'address', label: 'Address', place: 'Header field 13', required: true, maxLength: 96 },
    help: 'Street, city, state and ZIP code on one line: at most 96 characters.',
  },
  {
    ...{ name: 'telephoneNumber', label: 'Telephone', place: 'Header field 14', required: true, maxLength: 20 },
    help: 'Ten digits with area code, where bureaus reach the people who report.',
  },
  program('Equifax', 'equifaxProgramIdentifier', 5, 10),
  program('Experian', 'experianProgramIdentifier', 6, 5),
  program('TransUnion', 'transunionProgramIdentifier', 7, 10),
  program('Innovis', 'innovisProgramIdentifier', 4, 10),
]

/** Required fields that are empty, with what to say beside them. */
export function missingOf(form: FurnisherForm): Record<string, string> {
  const absent = furnisherFields.filter(({ name, required }) => required && !form[name].trim())
  return Object.fromEntries(absent.map(({ name, label }) => [name, `${label} is needed.`]))
}

/** Every field of it that differs from what was there. */
export function changesOf(before: FurnisherForm, after: FurnisherForm): Partial<FurnisherForm> {
  return Object.fromEntries(
    furnisherFields
      .filter(({ name }) => before[name] !== after[name].trim())
      .map(({ name }) => [name, after[name].trim()]),
  )
}
