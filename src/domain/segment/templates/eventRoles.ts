import { bare } from '../../import/guessMapping.ts'
import type { KnownEvent } from '../../event/vocabulary.ts'
import type { EventRoleName, Role } from './roles.ts'
import type { Words } from './template.ts'

type EventRole = Extract<Role, { kind: 'event' | 'property' | 'purpose' }>

const sent: Words = {
  en: 'Put the tracking snippet on your pages, or send the event from your shop’s program.',
  'pt-BR': 'Coloque o código de rastreamento nas páginas, ou envie o evento do programa da loja.',
}
const imported: Words = {
  en: 'Import your past orders from a file, and have each new one sent when it is placed.',
  'pt-BR': 'Importe os pedidos passados de um arquivo e envie cada novo pedido na hora.',
}
const said: Words = {
  en: 'Send it as a property of that event, or import it as a column of its lines.',
  'pt-BR': 'Envie como propriedade desse evento, ou importe como coluna das linhas.',
}

function event(
  usual: KnownEvent | 'Page Viewed',
  name: Words,
  aliases: string,
  get: Words = sent,
): EventRole {
  return { kind: 'event', usual, name, get, aliases: aliases.split(' ') }
}

type Holds = Extract<Role, { kind: 'property' }>['holds']

const words: Holds = ['text']

function property(
  of: EventRoleName,
  name: Words,
  aliases: string,
  holds: Holds = words,
): EventRole {
  const [usual = '', ...others] = aliases.split(' ')
  return { kind: 'property', of, usual, holds, name, get: said, aliases: [bare(usual), ...others] }
}

function ofItems(name: Words, aliases: string, holds: Holds = words): EventRole {
  return { ...property('order_completed', name, aliases, holds), items: true } as EventRole
}

/** What customers may do, what that may say, and what they may allow. */
export const eventRoles = {
  page_viewed: event(
    'Page Viewed',
    { en: 'Page viewed', 'pt-BR': 'Página vista' },
    'pageviewed pageview viewedpage page paginavista paginavisualizada visita visitou visit',
  ),
  product_viewed: event(
    'Product Viewed',
    { en: 'Product viewed', 'pt-BR': 'Produto visto' },
    'productviewed viewedproduct viewitem productview viewcontent produtovisto produtovisualizado viuproduto visualizouproduto',
  ),
  product_added: event(
    'Product Added',
    { en: 'Put into the cart', 'pt-BR': 'Posto no carrinho' },
    'productadded addedtocart addtocart cartadded produtoadicionado adicionouaocarrinho adicionadoaocarrinho itemnocarrinho',
  ),
  order_completed: event(
    'Order Completed',
    { en: 'Order', 'pt-BR': 'Pedido' },
    'ordercompleted purchase orderplaced placedorder order purchased orderpaid compra pedidoconcluido pedidorealizado pedidofeito compraconcluida compraaprovada pedido venda',
    imported,
  ),
  order_total: property(
    'order_completed',
    { en: 'What an order comes to', 'pt-BR': 'Valor do pedido' },
    'total revenue value amount ordertotal grandtotal valortotal valor totaldopedido valordopedido',
    ['number'],
  ),
  order_coupon: property(
    'order_completed',
    { en: 'Coupon of an order', 'pt-BR': 'Cupom do pedido' },
    'coupon couponcode voucher discountcode promocode cupom codigodocupom cupomdesconto',
    ['text', 'list'],
  ),
  bought_product: ofItems(
    { en: 'Product bought', 'pt-BR': 'Produto comprado' },
    'product_id sku itemid productcode product idproduto codigodoproduto produto codigo item',
  ),
  bought_brand: ofItems(
    { en: 'Brand bought', 'pt-BR': 'Marca comprada' },
    'brand itembrand manufacturer marca fabricante',
  ),
  bought_quantity: ofItems(
    { en: 'How many were bought', 'pt-BR': 'Quantidade comprada' },
    'quantity qty units quantidade qtd qtde',
    ['number'],
  ),
  bought_organic: ofItems(
    { en: 'Organic or sustainable product', 'pt-BR': 'Produto orgânico ou sustentável' },
    'organic sustainable ecofriendly eco organico sustentavel ecologico',
    ['boolean'],
  ),
  viewed_product: property(
    'product_viewed',
    { en: 'Which product was viewed', 'pt-BR': 'Qual produto foi visto' },
    'name productname itemname title productid sku nome nomedoproduto produto titulo idproduto',
  ),
  viewed_category: property(
    'product_viewed',
    { en: 'Of which category it was', 'pt-BR': 'De qual categoria era' },
    'category productcategory itemcategory categoria departamento',
  ),
  page_device: property(
    'page_viewed',
    { en: 'Device', 'pt-BR': 'Dispositivo' },
    'device devicetype devicecategory dispositivo aparelho tipodedispositivo',
  ),
  marketing: {
    kind: 'purpose',
    usual: 'marketing',
    name: { en: 'Consent to marketing', 'pt-BR': 'Consentimento para marketing' },
    get: {
      en: 'Ask for it at sign-up and at the checkout, and keep what was asked and answered.',
      'pt-BR':
        'Peça no cadastro e na finalização da compra, e guarde o que foi perguntado e respondido.',
    },
    aliases: ['marketing', 'newsletter', 'offers', 'ofertas', 'promocoes', 'novidades', 'email'],
  },
} as const satisfies Readonly<Record<string, EventRole>>
