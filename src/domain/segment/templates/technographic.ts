import { answered } from './answered.ts'
import { lastDays, measuredOf, oneOf } from './saying.ts'
import type { Template } from './template.ts'

/** What they use. */
export const technographic: readonly Template[] = [
  {
    id: 'device-type',
    model: 'technographic',
    name: { en: 'Device type', 'pt-BR': 'Tipo de dispositivo' },
    purpose: {
      en: 'Know on what somebody usually sees your shop.',
      'pt-BR': 'Saber em que aparelho a pessoa costuma ver a loja.',
    },
    action: {
      en: 'To the phone send short mails with one button; to the desktop what has to be compared.',
      'pt-BR':
        'Para o celular, mensagens curtas com um botão; para o computador, o que é preciso comparar.',
    },
    draft: {
      en: '“Pay with one touch”: the app, and free delivery on the first order in it.',
      'pt-BR': '“Pague com um toque”: o aplicativo, com frete grátis no primeiro pedido nele.',
    },
    needs: [['page_viewed'], ['page_device']],
    parameters: [
      {
        name: 'devices',
        label: { en: 'Devices', 'pt-BR': 'Dispositivos' },
        type: 'values',
        of: ['page_device'],
        usual: ['phone', 'mobile', 'smartphone', 'celular', 'movel'],
        frequent: { take: 1 },
      },
      {
        name: 'days',
        label: { en: 'In the last so many days', 'pt-BR': 'Nos últimos tantos dias' },
        type: 'number',
        unit: 'days',
        default: 180,
        least: 1,
        most: 3_650,
      },
    ],
    condition({ roles, values, number }) {
      const devices = values('devices')
      if (devices.length === 0) return undefined
      return measuredOf(roles, ['page_viewed', 'page_device'], 'mostFrequent', {
        window: lastDays(number('days')),
        test: oneOf(devices),
      })
    },
  },
  answered({
    id: 'preferred-language',
    model: 'technographic',
    role: 'language',
    label: { en: 'Languages', 'pt-BR': 'Idiomas' },
    frequent: { skip: 1, take: 3 },
    name: { en: 'Preferred language', 'pt-BR': 'Idioma preferido' },
    purpose: {
      en: 'Find those who read another language than most of your customers.',
      'pt-BR': 'Encontrar quem lê em outro idioma que a maioria dos clientes.',
    },
    action: {
      en: 'Write to them in theirs, or leave them out of what exists in one language only.',
      'pt-BR': 'Escreva no idioma deles, ou deixe-os fora do que só existe em um idioma.',
    },
    draft: {
      en: 'The welcome mail, translated by somebody who speaks it.',
      'pt-BR': 'O e-mail de boas-vindas, traduzido por quem fala o idioma.',
    },
  }),
  answered({
    id: 'own-software',
    model: 'technographic',
    role: 'software',
    label: { en: 'Software', 'pt-BR': 'Software' },
    frequent: { take: 1 },
    name: { en: 'Software they use', 'pt-BR': 'Software que usam' },
    purpose: {
      en: 'Fit what you offer to the programs and apps that somebody works with.',
      'pt-BR': 'Ajustar a oferta aos programas e aplicativos com que a pessoa trabalha.',
    },
    action: {
      en: 'Say that it works with theirs, show how in two minutes, and offer help to connect it.',
      'pt-BR':
        'Diga que funciona com o deles, mostre como em dois minutos e ofereça ajuda para conectar.',
    },
    draft: {
      en: '“Your orders straight into your own system”: set up in ten minutes, with a film.',
      'pt-BR': '“Seus pedidos direto no seu sistema”: pronto em dez minutos, com um vídeo.',
    },
  }),
  answered({
    id: 'proficiency',
    model: 'technographic',
    role: 'proficiency',
    label: { en: 'Levels', 'pt-BR': 'Níveis' },
    usual: ['beginner', 'novice', 'basic', 'iniciante', 'basico'],
    frequent: { take: 1 },
    name: { en: 'Proficiency', 'pt-BR': 'Nível de conhecimento' },
    purpose: {
      en: 'Meet people where they stand: beginners want to be shown, experts want to be left to it.',
      'pt-BR':
        'Encontrar as pessoas onde estão: iniciantes querem ajuda, experientes querem autonomia.',
    },
    action: {
      en: 'Send guides and a first course to beginners; to experts details, figures and tools.',
      'pt-BR':
        'Envie guias e um primeiro curso a iniciantes; a experientes, detalhes, números e ferramentas.',
    },
    draft: {
      en: '“Your first good cup in four steps”, with the four things one needs.',
      'pt-BR': '“Sua primeira boa xícara em quatro passos”, com as quatro coisas necessárias.',
    },
  }),
]
