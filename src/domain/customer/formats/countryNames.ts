/**
 * Countries by ISO 3166-1: alpha-2, alpha-3, the name in English, in Portuguese; a line each. Made by
 * scripts/makeNameTables.ts with ICU 78.2. The codes stand in stored values.
 */
export const countryNames = `
AD|AND|Andorra|Andorra
AE|ARE|United Arab Emirates|Emirados Árabes Unidos
AF|AFG|Afghanistan|Afeganistão
AG|ATG|Antigua & Barbuda|Antígua e Barbuda
AI|AIA|Anguilla|Anguila
AL|ALB|Albania|Albânia
AM|ARM|Armenia|Armênia
AO|AGO|Angola|Angola
AQ|ATA|Antarctica|Antártida
AR|ARG|Argentina|Argentina
AS|ASM|American Samoa|Samoa Americana
AT|AUT|Austria|Áustria
AU|AUS|Australia|Austrália
AW|ABW|Aruba|Aruba
AX|ALA|Åland Islands|Ilhas Aland
AZ|AZE|Azerbaijan|Azerbaijão
BA|BIH|Bosnia & Herzegovina|Bósnia e Herzegovina
BB|BRB|Barbados|Barbados
BD|BGD|Bangladesh|Bangladesh
BE|BEL|Belgium|Bélgica
BF|BFA|Burkina Faso|Burquina Faso
BG|BGR|Bulgaria|Bulgária
BH|BHR|Bahrain|Barein
BI|BDI|Burundi|Burundi
BJ|BEN|Benin|Benin
BL|BLM|St. Barthélemy|São Bartolomeu
BM|BMU|Bermuda|Bermudas
BN|BRN|Brunei|Brunei
BO|BOL|Bolivia|Bolívia
BQ|BES|Caribbean Netherlands|Países Baixos Caribenhos
BR|BRA|Brazil|Brasil
BS|BHS|Bahamas|Bahamas
BT|BTN|Bhutan|Butão
BV|BVT|Bouvet Island|Ilha Bouvet
BW|BWA|Botswana|Botsuana
BY|BLR|Belarus|Bielorrússia
BZ|BLZ|Belize|Belize
CA|CAN|Canada|Canadá
CC|CCK|Cocos (Keeling) Islands|Ilhas Cocos (Keeling)
CD|COD|Congo - Kinshasa|Congo - Kinshasa
CF|CAF|Central African Republic|República Centro-Africana
CG|COG|Congo - Brazzaville|República do Congo
CH|CHE|Switzerland|Suíça
CI|CIV|Côte d’Ivoire|Costa do Marfim
CK|COK|Cook Islands|Ilhas Cook
CL|CHL|Chile|Chile
CM|CMR|Cameroon|Camarões
CN|CHN|China|China
CO|COL|Colombia|Colômbia
CR|CRI|Costa Rica|Costa Rica
CU|CUB|Cuba|Cuba
CV|CPV|Cape Verde|Cabo Verde
CW|CUW|Curaçao|Curaçao
CX|CXR|Christmas Island|Ilha Christmas
CY|CYP|Cyprus|Chipre
CZ|CZE|Czechia|Tchéquia
DE|DEU|Germany|Alemanha
DJ|DJI|Djibouti|Djibuti
DK|DNK|Denmark|Dinamarca
DM|DMA|Dominica|Dominica
DO|DOM|Dominican Republic|República Dominicana
DZ|DZA|Algeria|Argélia
EC|ECU|Ecuador|Equador
EE|EST|Estonia|Estônia
EG|EGY|Egypt|Egito
EH|ESH|Western Sahara|Saara Ocidental
ER|ERI|Eritrea|Eritreia
ES|ESP|Spain|Espanha
ET|ETH|Ethiopia|Etiópia
FI|FIN|Finland|Finlândia
FJ|FJI|Fiji|Fiji
FK|FLK|Falkland Islands|Ilhas Malvinas
FM|FSM|Micronesia|Micronésia
FO|FRO|Faroe Islands|Ilhas Faroé
FR|FRA|France|França
GA|GAB|Gabon|Gabão
GB|GBR|United Kingdom|Reino Unido
GD|GRD|Grenada|Granada
GE|GEO|Georgia|Geórgia
GF|GUF|French Guiana|Guiana Francesa
GG|GGY|Guernsey|Guernsey
GH|GHA|Ghana|Gana
GI|GIB|Gibraltar|Gibraltar
GL|GRL|Greenland|Groenlândia
GM|GMB|Gambia|Gâmbia
GN|GIN|Guinea|Guiné
GP|GLP|Guadeloupe|Guadalupe
GQ|GNQ|Equatorial Guinea|Guiné Equatorial
GR|GRC|Greece|Grécia
GS|SGS|South Georgia & South Sandwich Islands|Ilhas Geórgia do Sul e Sandwich do Sul
GT|GTM|Guatemala|Guatemala
GU|GUM|Guam|Guam
GW|GNB|Guinea-Bissau|Guiné-Bissau
GY|GUY|Guyana|Guiana
HK|HKG|Hong Kong SAR China|Hong Kong, RAE da China
HM|HMD|Heard & McDonald Islands|Ilhas Heard e McDonald
HN|HND|Honduras|Honduras
HR|HRV|Croatia|Croácia
HT|HTI|Haiti|Haiti
HU|HUN|Hungary|Hungria
ID|IDN|Indonesia|Indonésia
IE|IRL|Ireland|Irlanda
IL|ISR|Israel|Israel
IM|IMN|Isle of Man|Ilha de Man
IN|IND|India|Índia
IO|IOT|British Indian Ocean Territory|Território Britânico do Oceano Índico
IQ|IRQ|Iraq|Iraque
IR|IRN|Iran|Irã
IS|ISL|Iceland|Islândia
IT|ITA|Italy|Itália
JE|JEY|Jersey|Jersey
JM|JAM|Jamaica|Jamaica
JO|JOR|Jordan|Jordânia
JP|JPN|Japan|Japão
KE|KEN|Kenya|Quênia
KG|KGZ|Kyrgyzstan|Quirguistão
KH|KHM|Cambodia|Camboja
KI|KIR|Kiribati|Quiribati
KM|COM|Comoros|Comores
KN|KNA|St. Kitts & Nevis|São Cristóvão e Névis
KP|PRK|North Korea|Coreia do Norte
KR|KOR|South Korea|Coreia do Sul
KW|KWT|Kuwait|Kuwait
KY|CYM|Cayman Islands|Ilhas Cayman
KZ|KAZ|Kazakhstan|Cazaquistão
LA|LAO|Laos|Laos
LB|LBN|Lebanon|Líbano
LC|LCA|St. Lucia|Santa Lúcia
LI|LIE|Liechtenstein|Liechtenstein
LK|LKA|Sri Lanka|Sri Lanka
LR|LBR|Liberia|Libéria
LS|LSO|Lesotho|Lesoto
LT|LTU|Lithuania|Lituânia
LU|LUX|Luxembourg|Luxemburgo
LV|LVA|Latvia|Letônia
LY|LBY|Libya|Líbia
MA|MAR|Morocco|Marrocos
MC|MCO|Monaco|Mônaco
MD|MDA|Moldova|Moldávia
ME|MNE|Montenegro|Montenegro
MF|MAF|St. Martin|São Martinho
MG|MDG|Madagascar|Madagascar
MH|MHL|Marshall Islands|Ilhas Marshall
MK|MKD|North Macedonia|Macedônia do Norte
ML|MLI|Mali|Mali
MM|MMR|Myanmar (Burma)|Mianmar (Birmânia)
MN|MNG|Mongolia|Mongólia
MO|MAC|Macao SAR China|Macau, RAE da China
MP|MNP|Northern Mariana Islands|Ilhas Marianas do Norte
MQ|MTQ|Martinique|Martinica
MR|MRT|Mauritania|Mauritânia
MS|MSR|Montserrat|Montserrat
MT|MLT|Malta|Malta
MU|MUS|Mauritius|Maurício
MV|MDV|Maldives|Maldivas
MW|MWI|Malawi|Malaui
MX|MEX|Mexico|México
MY|MYS|Malaysia|Malásia
MZ|MOZ|Mozambique|Moçambique
NA|NAM|Namibia|Namíbia
NC|NCL|New Caledonia|Nova Caledônia
NE|NER|Niger|Níger
NF|NFK|Norfolk Island|Ilha Norfolk
NG|NGA|Nigeria|Nigéria
NI|NIC|Nicaragua|Nicarágua
NL|NLD|Netherlands|Países Baixos
NO|NOR|Norway|Noruega
NP|NPL|Nepal|Nepal
NR|NRU|Nauru|Nauru
NU|NIU|Niue|Niue
NZ|NZL|New Zealand|Nova Zelândia
OM|OMN|Oman|Omã
PA|PAN|Panama|Panamá
PE|PER|Peru|Peru
PF|PYF|French Polynesia|Polinésia Francesa
PG|PNG|Papua New Guinea|Papua-Nova Guiné
PH|PHL|Philippines|Filipinas
PK|PAK|Pakistan|Paquistão
PL|POL|Poland|Polônia
PM|SPM|St. Pierre & Miquelon|São Pedro e Miquelão
PN|PCN|Pitcairn Islands|Ilhas Pitcairn
PR|PRI|Puerto Rico|Porto Rico
PS|PSE|Palestinian Territories|Territórios palestinos
PT|PRT|Portugal|Portugal
PW|PLW|Palau|Palau
PY|PRY|Paraguay|Paraguai
QA|QAT|Qatar|Catar
RE|REU|Réunion|Reunião
RO|ROU|Romania|Romênia
RS|SRB|Serbia|Sérvia
RU|RUS|Russia|Rússia
RW|RWA|Rwanda|Ruanda
SA|SAU|Saudi Arabia|Arábia Saudita
SB|SLB|Solomon Islands|Ilhas Salomão
SC|SYC|Seychelles|Seicheles
SD|SDN|Sudan|Sudão
SE|SWE|Sweden|Suécia
SG|SGP|Singapore|Singapura
SH|SHN|St. Helena|Santa Helena
SI|SVN|Slovenia|Eslovênia
SJ|SJM|Svalbard & Jan Mayen|Svalbard e Jan Mayen
SK|SVK|Slovakia|Eslováquia
SL|SLE|Sierra Leone|Serra Leoa
SM|SMR|San Marino|San Marino
SN|SEN|Senegal|Senegal
SO|SOM|Somalia|Somália
SR|SUR|Suriname|Suriname
SS|SSD|South Sudan|Sudão do Sul
ST|STP|São Tomé & Príncipe|São Tomé e Príncipe
SV|SLV|El Salvador|El Salvador
SX|SXM|Sint Maarten|Sint Maarten
SY|SYR|Syria|Síria
SZ|SWZ|Eswatini|Essuatíni
TC|TCA|Turks & Caicos Islands|Ilhas Turcas e Caicos
TD|TCD|Chad|Chade
TF|ATF|French Southern Territories|Territórios Franceses do Sul
TG|TGO|Togo|Togo
TH|THA|Thailand|Tailândia
TJ|TJK|Tajikistan|Tadjiquistão
TK|TKL|Tokelau|Tokelau
TL|TLS|Timor-Leste|Timor-Leste
TM|TKM|Turkmenistan|Turcomenistão
TN|TUN|Tunisia|Tunísia
TO|TON|Tonga|Tonga
TR|TUR|Türkiye|Turquia
TT|TTO|Trinidad & Tobago|Trinidad e Tobago
TV|TUV|Tuvalu|Tuvalu
TW|TWN|Taiwan|Taiwan
TZ|TZA|Tanzania|Tanzânia
UA|UKR|Ukraine|Ucrânia
UG|UGA|Uganda|Uganda
UM|UMI|U.S. Outlying Islands|Ilhas Menores Distantes dos EUA
US|USA|United States|Estados Unidos
UY|URY|Uruguay|Uruguai
UZ|UZB|Uzbekistan|Uzbequistão
VA|VAT|Vatican City|Cidade do Vaticano
VC|VCT|St. Vincent & Grenadines|São Vicente e Granadinas
VE|VEN|Venezuela|Venezuela
VG|VGB|British Virgin Islands|Ilhas Virgens Britânicas
VI|VIR|U.S. Virgin Islands|Ilhas Virgens Americanas
VN|VNM|Vietnam|Vietnã
VU|VUT|Vanuatu|Vanuatu
WF|WLF|Wallis & Futuna|Wallis e Futuna
WS|WSM|Samoa|Samoa
YE|YEM|Yemen|Iêmen
YT|MYT|Mayotte|Mayotte
ZA|ZAF|South Africa|África do Sul
ZM|ZMB|Zambia|Zâmbia
ZW|ZWE|Zimbabwe|Zimbábue`
