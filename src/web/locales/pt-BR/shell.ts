/** What is said around the pages. */
export const shell = {
  words: {
    cancel: 'Cancelar',
    yes: 'sim',
    no: 'não',
    noValue: 'sem valor',
    loading: 'Carregando…',
    retry: 'Tentar de novo',
    close: 'Fechar',
    dismiss: 'Dispensar',
    nameless: 'Cliente {{id}}',
  },

  field: {
    name: 'Nome',
    email: 'E-mail',
    phone: 'Telefone',
    birth_date: 'Data de nascimento',
    gender: 'Gênero',
    city: 'Cidade',
    state: 'Estado',
    country: 'País',
    language: 'Idioma',
  },

  shell: {
    skip: 'Ir para o conteúdo',
    navigation: 'Páginas',
    openMenu: 'Abrir o menu',
    closeMenu: 'Fechar o menu',
    find: 'Buscar ou ir para',
    findWhat: 'Página, cliente, segmento ou ação…',
    nothingFound: 'Nada com essas letras.',
    shortcuts: 'Atalhos do teclado',
    preferences: 'Preferências',
    signOut: 'Sair',
  },

  nav: {
    home: 'Início',
    events: 'Eventos',
    lists: 'Listas',
    fields: 'Campos',
    settings: 'Configurações',
    imports: 'Importações',
    customers: 'Clientes',
    segments: 'Segmentos',
    templates: 'Modelos',
  },

  find: {
    page: 'página',
    segment: 'segmento',
    customer: 'cliente',
    action: 'ação',
    otherLanguage: 'Switch to English',
    otherAppearance: 'Alternar claro e escuro',
  },

  shortcuts: {
    palette: 'Buscar ou ir para',
    help: 'Mostrar os atalhos',
    undo: 'Desfazer, ao montar um segmento',
    redo: 'Refazer',
  },

  language: { 'pt-BR': 'Português', en: 'English' },

  appearance: {
    system: 'Como o sistema',
    light: 'Claro',
    dark: 'Escuro',
  },

  trouble: {
    invalid: 'Isto não faz sentido como está.',
    not_found: 'Isto não existe, ou não existe mais.',
    conflict: 'Isto contradiz o que já está salvo.',
    unauthorized: 'Sem permissão para isto.',
    too_large: 'Passa de um limite.',
    unavailable: 'Agora não deu. Tente de novo.',
    page: 'Esta página não pôde ser mostrada',
  },

  door: {
    signIn: 'Entrar',
    signInLead: 'Os clientes da loja, quem é de qual segmento, e por quê.',
    email: 'E-mail',
    password: 'Senha',
    passwordHint: 'Pelo menos 12 caracteres. Uma frase que só você diria serve bem.',
    enter: 'Entrar',
    setupNeeded:
      'Ninguém tem conta aqui ainda. Abra o endereço que o terminal mostrou ao iniciar o Clientela: é por ele que se cria a primeira.',
    setup: 'Boas-vindas',
    setupLead: 'A primeira conta é a de quem cuida da loja. Depois você convida as outras pessoas.',
    name: 'Seu nome',
    begin: 'Criar a conta e começar',
    choosePassword: 'Escolha sua senha',
    choosePasswordLead: 'O link pelo qual você chegou vale uma vez só.',
  },

  notFound: {
    title: 'Página não encontrada',
    what: 'Este endereço não leva a lugar nenhum',
    why: 'O que estava aqui pode ter sido apagado, ou o endereço foi copiado pela metade.',
    home: 'Ir para o início',
  },

  count: {
    customers_one: 'cliente',
    customers_many: 'de clientes',
    customers_other: 'clientes',
    asOf: 'às {{at}}',
  },
} as const
