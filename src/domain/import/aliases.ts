/** What a column may be for, beside the fields that have its name. */
export type Meaning = {
  /** Fields by name, the first there is; then any of the type. */
  readonly fields: readonly string[]
  readonly types?: readonly string[]
  /** The kind of identifier, where there is no such field, or no field may hold it. */
  readonly identifier?: string
  /** A part of the name of a person. */
  readonly part?: 'first' | 'last'
  /** A part of a record that is no field. */
  readonly record?: string
  /** Names of columns: letters and digits alone, folded. */
  readonly words: readonly string[]
  /** Those that mean it only where no other column does. */
  readonly late?: readonly string[]
}

const words = (text: string) => text.split(' ')

/** Of records of customers, in Portuguese and in English, as shops' programs and people name columns. */
export const customerMeanings: readonly Meaning[] = [
  {
    fields: [],
    identifier: 'user_id',
    words: words(
      'userid customerid clientid idcliente idcustomer clienteid codigocliente codcliente codigodocliente ' +
        'coddocliente iddocliente idusuario idusuário usuarioid matricula numerodocliente customernumber ' +
        'customerno customercode clientcode codigo cod id externalid idexterno ncliente nocliente',
    ),
  },
  {
    fields: ['email'],
    types: ['email'],
    identifier: 'email',
    words: words('email mail emailaddress enderecodeemail emailcliente correio correioeletronico'),
  },
  {
    fields: ['phone'],
    types: ['phone'],
    identifier: 'phone',
    words: words(
      'phone telefone celular whatsapp whats zap fone tel cel mobile mobilephone cellphone phonenumber ' +
        'telefonecelular numerodetelefone numerodecelular telefone1 celular1 contato telefoneprincipal ' +
        'whatsappcelular telefonewhatsapp celularwhatsapp',
    ),
  },
  {
    fields: ['name', 'full_name'],
    words: words(
      'name nome nomecompleto fullname cliente customer customername nomedocliente nomecliente clientname ' +
        'comprador contactname nomedocontato razaosocial nomeerazaosocial nomerazaosocial',
    ),
  },
  {
    fields: ['first_name'],
    part: 'first',
    words: words('firstname primeironome prenome givenname prenom'),
  },
  {
    fields: ['last_name'],
    part: 'last',
    words: words('lastname sobrenome ultimonome surname familyname segundonome'),
  },
  {
    fields: ['birth_date'],
    words: words(
      'birthdate birthday dateofbirth dob datadenascimento datanascimento nascimento dtnascimento dtnasc ' +
        'datanasc nasc aniversario datadeaniversario dataaniversario',
    ),
  },
  { fields: ['gender'], words: words('gender genero sexo sex') },
  {
    fields: ['city'],
    types: ['city'],
    words: words('city cidade municipio town localidade cidadeentrega'),
  },
  {
    fields: ['state'],
    types: ['state'],
    words: words(
      'state estado uf province provincia siglauf ufestado estadouf provincecode regionuf',
    ),
  },
  {
    fields: ['country'],
    types: ['country'],
    words: words('country pais countrycode codigodopais nacao'),
  },
  { fields: ['language'], types: ['language'], words: words('language idioma lingua locale') },
  {
    fields: ['cep', 'postal_code', 'zip', 'zip_code'],
    types: ['cep', 'postal_code'],
    words: words('cep zip zipcode postalcode postcode codigopostal'),
  },
  {
    fields: ['cpf', 'cnpj', 'cpf_cnpj', 'document', 'documento'],
    types: ['cpf', 'cpf_cnpj', 'cnpj'],
    identifier: 'document',
    words: words(
      'cpf cnpj cpfcnpj cnpjcpf documento document numerododocumento docto cpfoucnpj taxid nif cpfcliente',
    ),
  },
  {
    fields: ['address', 'endereco', 'street'],
    words: words('address endereco logradouro rua street enderecocompleto address1 addressline1'),
  },
]

export const productMeanings: readonly Meaning[] = [
  {
    fields: [],
    record: 'product_id',
    words: words(
      'productid sku id codigo cod idproduto codigodoproduto codproduto produtoid stockcode itemid ' +
        'productcode itemcode referencia ref ean gtin codigodebarras handle skuid',
    ),
  },
  {
    fields: ['name', 'title'],
    words: words('name nome titulo title produto product nomedoproduto productname'),
    // Shops' programs call the name so where they have no other.
    late: words('descricao description descricaodoproduto productdescription'),
  },
  {
    fields: ['price'],
    words: words('price preco valor precodevenda precovenda unitprice precounitario variantprice'),
  },
  { fields: ['cost'], words: words('cost custo precodecusto precocusto costperitem') },
  {
    fields: ['category', 'category_path'],
    words: words('category categoria departamento grupo categorypath producttype tipo'),
  },
  { fields: ['brand'], words: words('brand marca fabricante vendor manufacturer') },
  { fields: ['stock'], words: words('stock estoque quantidade qtd qtde inventory saldo') },
  { fields: ['image', 'image_url'], words: words('image imagem foto imageurl imagesrc urlimagem') },
  {
    fields: ['currency'],
    words: words('currency moeda currencycode codigodamoeda moedadopreco'),
  },
  {
    fields: ['description', 'descricao'],
    words: words('description descricao descricaodoproduto productdescription descricaocompleta'),
  },
  { fields: ['url', 'page'], words: words('url link pagina page producturl linkdoproduto') },
  { fields: ['tags'], words: words('tags etiquetas') },
  { fields: [], record: 'variants', words: words('variants variantes') },
  { fields: [], record: 'fields', words: words('fields campos') },
]

export const eventMeanings: readonly Meaning[] = [
  {
    fields: [],
    record: 'event',
    words: words('event evento eventname nomedoevento acao action tipo type'),
  },
  {
    fields: [],
    record: 'time',
    words: words(
      'time timestamp ts date data datetime datahora dataehora datadoevento eventtime eventdate ' +
        'createdat receivedat originaltimestamp quando when criadoem dia hora',
    ),
  },
  {
    fields: [],
    record: 'message_id',
    words: words('messageid eventid idevento iddoevento insertid uuid mensagemid'),
  },
  ...customerMeanings.filter(({ identifier }) => identifier !== undefined),
]

/** What a table of postal codes calls them. */
export const postalWords: readonly string[] = words('cep zip postalcode zipcode codigopostal')

/** What a table of cities calls them. */
export const cityWords: readonly string[] = words('city cidade municipio')

/** And their states, which beside a city say which of that name it is. */
export const stateWords: readonly string[] = words('state estado uf siglauf siglaestado')

export const placeMeanings: readonly Meaning[] = [
  // As exports write it: `city:recife/PE`.
  { fields: [], record: 'place', words: words('place lugar') },
  { fields: [], record: 'fields', words: words('fields campos') },
  { fields: ['name'], words: words('name nome') },
  {
    fields: [],
    record: 'key',
    words: [...postalWords, ...cityWords],
    late: [...stateWords, ...words('country pais codigo codigoibge ibge')],
  },
]
