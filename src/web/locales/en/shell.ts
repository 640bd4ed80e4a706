/** What is said around the pages. */
export const shell = {
  words: {
    cancel: 'Cancel',
    yes: 'yes',
    no: 'no',
    noValue: 'no value',
    loading: 'Loading…',
    retry: 'Try again',
    close: 'Close',
    dismiss: 'Dismiss',
    nameless: 'Customer {{id}}',
  },

  field: {
    name: 'Name',
    email: 'E-mail',
    phone: 'Phone',
    birth_date: 'Birth date',
    gender: 'Gender',
    city: 'City',
    state: 'State',
    country: 'Country',
    language: 'Language',
  },

  shell: {
    skip: 'Go to the content',
    navigation: 'Pages',
    openMenu: 'Open the menu',
    closeMenu: 'Close the menu',
    find: 'Search or go to',
    findWhat: 'A page, customer, segment or action…',
    nothingFound: 'Nothing with these letters.',
    shortcuts: 'Keyboard shortcuts',
    preferences: 'Preferences',
    signOut: 'Sign out',
  },

  nav: {
    home: 'Home',
    events: 'Events',
    lists: 'Lists',
    fields: 'Fields',
    settings: 'Settings',
    imports: 'Imports',
    customers: 'Customers',
    segments: 'Segments',
    templates: 'Templates',
  },

  find: {
    page: 'page',
    segment: 'segment',
    customer: 'customer',
    action: 'action',
    otherLanguage: 'Mudar para português',
    otherAppearance: 'Switch between light and dark',
  },

  shortcuts: {
    palette: 'Search or go to',
    help: 'Show the shortcuts',
    undo: 'Undo, while building a segment',
    redo: 'Redo',
  },

  language: { 'pt-BR': 'Português', en: 'English' },

  appearance: {
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
  },

  trouble: {
    invalid: 'This makes no sense as it stands.',
    not_found: 'There is no such thing, or not any more.',
    conflict: 'This contradicts what is saved already.',
    unauthorized: 'You may not do this.',
    too_large: 'This is more than a limit allows.',
    unavailable: 'That did not work now. Try again.',
    page: 'This page cannot be shown',
  },

  door: {
    signIn: 'Sign in',
    signInLead: 'The shop’s customers, who is in which segment, and why.',
    email: 'E-mail',
    password: 'Password',
    passwordHint: 'At least 12 characters. A sentence that only you would say does well.',
    enter: 'Sign in',
    setupNeeded:
      'Nobody has an account here yet. Open the address that the terminal showed when Clientela started: it makes the first one.',
    setup: 'Welcome',
    setupLead:
      'The first account is that of who looks after the shop. You invite the others later.',
    name: 'Your name',
    begin: 'Make the account and begin',
    choosePassword: 'Choose your password',
    choosePasswordLead: 'The link that brought you here works once.',
  },

  notFound: {
    title: 'Page not found',
    what: 'This address leads nowhere',
    why: 'What was here may have been deleted, or the address was copied in half.',
    home: 'Go to the start',
  },

  count: {
    customers_one: 'customer',
    customers_other: 'customers',
    asOf: 'at {{at}}',
  },
} as const
