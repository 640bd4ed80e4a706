/** What is thrown away where a field is changed: forms, grids and conditions speak of it. */
export const fieldChanges = ['/api/fields', '/api/forms', '/api/customers', '/api/suggestions']

/** What is thrown away where a calculated field is changed. */
export const calculatedChanges = [
  '/api/calculated-fields',
  '/api/ready-fields',
  '/api/fields',
  '/api/customers',
  '/api/segments',
  '/api/forms',
]
