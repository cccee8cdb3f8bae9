/** Code tables of the fields a preset can fill with constants, so that a wrong code is told when the preset is saved. */

export interface CodeTable {
  /** "Account Status (Field 17A)". */
  title: string
  codes: ReadonlySet<string>
}

function table(title: string, codes: string): CodeTable {
  return { title, codes: new Set(codes.split(' ')) }
}

const tables: Record<string, CodeTable> = {
  portfolioType: table('Portfolio Type (Field 8)', 'C I M O R'),
  accountType: table(
    'Account Type (Field 9)',
    '00 01 02 03 04 05 06 07 08 0A 0C 0F 0G 10 11 12 13 15 17 18 19 1C 20 22 23 25 26 29 2A 2C 37 3A 43 47 48 4D 50 5A 5B ' +
      '65 66 67 68 69 6A 6B 6D 70 71 72 73 74 75 77 7A 7B 89 8A 8B 90 91 92 93 95 9A 9B',
  ),
  termsFrequency: table('Terms Frequency (Field 14)', 'D P W B E M L Q T S Y'),
  accountStatus: table(
    'Account Status (Field 17A)',
    '05 11 13 61 62 63 64 65 71 78 80 82 83 84 88 89 93 94 95 96 97 DA DF',
  ),
  paymentRating: table('Payment Rating (Field 17B)', '0 1 2 3 4 5 6 G L'),
  specialComment: table(
    'Special Comment (Field 19)',
    'B C H I M O S V AB AC AH AI AL AM AN AO AP AS AT AU AV AW AX AZ BA BB BC BD BE BF BG BH BI BJ BK BL BN BO BP BS BT ' +
      'CH CI CJ CK CL CM CN CO CP CS DE',
  ),
  complianceConditionCode: table('Compliance Condition Code (Field 20)', 'XA XB XC XD XE XF XG XH XJ XR'),
  interestTypeIndicator: table('Interest Type Indicator (Field 28)', 'F V'),
  generationCode: table('Generation Code (Field 33)', 'J S 2 3 4 5 6 7 8 9'),
  ecoaCode: table('ECOA Code (Field 37)', '1 2 3 5 7 T X W Z'),
  consumerInformationIndicator: table(
    'Consumer Information Indicator (Field 38)',
    'A B C D E F G H Z Q R V S T U 1A 2A',
  ),
  addressIndicator: table('Address Indicator (Field 45)', 'C Y N M S B U D P'),
  residenceCode: table('Residence Code (Field 46)', 'O R'),
}

/** The code table of a field, or null when it is free text. Blank is always allowed. */
export function codeTableOf(field: string): CodeTable | null {
  return Object.hasOwn(tables, field) ? tables[field]! : null
}
