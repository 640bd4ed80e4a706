/**
 * The built-in fields that every language has words for, as `domain/customer/builtin.ts` calls them: all that it knows
 * of them is too much to load with the first page.
 */
export const translated = [
  { name: 'name', label: 'Name' },
  { name: 'email', label: 'E-mail' },
  { name: 'phone', label: 'Phone' },
  { name: 'birth_date', label: 'Birth date' },
  { name: 'gender', label: 'Gender' },
  { name: 'city', label: 'City' },
  { name: 'state', label: 'State' },
  { name: 'country', label: 'Country' },
  { name: 'language', label: 'Language' },
] as const
