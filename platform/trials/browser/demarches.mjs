// What an ordinary person answers: the shipped démarches, page by page, by the names of the inputs.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const day = 24 * 3600 * 1000;
/** The ISO date of somebody who turned `years` a month ago. */
export function aged(years) {
  const date = new Date(Date.now() - 30 * day);
  return `${date.getFullYear() - years}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(Math.min(date.getDate(), 28)).padStart(2, '0')}`;
}

export const today = new Date().toISOString().slice(0, 10);

/** A small, valid PDF. */
export async function pdf(folder, name = 'piece.pdf', { catalog = '', trailer = '', padding = 0 } = {}) {
  const objects = [`<</Type/Catalog/Pages 2 0 R${catalog}>>`, '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>'];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  if (padding) text += `%${'x'.repeat(padding)}\n`;
  const start = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 4/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  const path = join(folder, name);
  await writeFile(path, text, 'latin1');
  return path;
}

/** A photo as a phone takes it: so full of detail that it is far above what a question accepts. Drawn by the browser itself. */
export async function photo(page, folder, { name, type = 'image/jpeg', width = 4000, height = 3000 }) {
  const data = await page.evaluate(
    ([type, width, height]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d');
      const image = context.createImageData(width, height);
      const words = new Uint32Array(image.data.buffer);
      let seed = 1;
      for (let index = 0; index < words.length; index += 1) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        words[index] = 0xff000000 | (seed >>> 8);
      }
      context.putImageData(image, 0, 0);
      return canvas.toDataURL(type, 0.9).split(',')[1];
    },
    [type, width, height],
  );
  const path = join(folder, name);
  await writeFile(path, Buffer.from(data, 'base64'));
  return path;
}

/** Any bytes under any name. */
export async function file(folder, name, content) {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/**
 * Each step: the page's id, what is answered on it, and what is answered once a condition has opened more questions.
 *
 * The recensement citoyen of a young woman of Toulouse, born abroad to one known parent.
 */
export function recensement(file) {
  return [
    ['situation', { residence: 'france', declarant: 'interesse', commune: 'Toulouse' }],
    [
      'identite',
      {
        'jeune.civilite': 'MME',
        'jeune.sexe': 'F',
        'jeune.nom': 'Müller-Le Goff d’Œuvre',
        'jeune.prenoms': 'Zoé Éloïse Noëlla',
        'jeune.naissance.date': aged(16),
        'jeune.naissance.pays': 'Portugal',
        'jeune.nationalite.francaise': true,
        'jeune.nationalite.acquise_apres_16_ans': 'false',
        'jeune.nationalite.double': 'false',
      },
      { 'jeune.naissance.ville': 'Vila Nova de Gaia' },
    ],
    ['filiation', { 'parent1.nom': 'Müller', 'parent1.prenoms': 'Anne', 'parent1.naissance.date': '1975', 'parent2.inconnu': true }],
    [
      'coordonnees',
      {
        'domicile.voie': '12 bis rue des Lilas',
        'domicile.code_postal': '31000',
        'domicile.commune': 'Toulouse',
        residence_differente: 'false',
        'contact.email': 'zoe@exemple.fr',
        'contact.mobile': '06 39 98 12 34',
      },
    ],
    ['scolarite', { 'situation.familiale': 'celibataire', 'situation.freres_soeurs': '2', 'situation.scolaire': 'lycee' }],
    ['exemption', { 'exemption.demande': 'false' }],
    ['pieces', { 'pieces.ji': { file }, 'pieces.jf': { file }, information_jdc: true }],
  ];
}

/** A change of address told to the health insurance, the vehicle register and the new town hall. */
export function changement() {
  return [
    ['avant', { date_effet: today, objet: 'demenagement', aussi: ['portable'] }],
    [
      'informations',
      {
        'declarant.civilite': 'M',
        'declarant.nom': 'Ó Briain',
        'declarant.prenoms': 'Loïc',
        'declarant.naissance.date': '1955-08-24',
        'ancienne_adresse.voie': '3 place du Marché',
        'ancienne_adresse.code_postal': '93200',
        'ancienne_adresse.commune': 'Saint-Denis (93200)',
        'anciens.portable': '06 39 98 00 01',
      },
    ],
    [
      'nouvelles',
      {
        'nouvelle_adresse.voie': '1 cours Napoléon',
        'nouvelle_adresse.code_postal': '20000',
        'nouvelle_adresse.commune': 'Ajaccio',
        'nouveaux.portable': '06 39 98 00 02',
      },
    ],
    [
      'destinataires',
      { destinataires: ['cpam', 'siv', 'mairie'] },
      {
        'identifiants.nir': '155082A00200110',
        'vehicules.r1.plaque': 'AB-123-CD',
        'vehicules.r1.formule': '2014AB12345',
        'foyer.adultes': '2',
      },
    ],
    ['contact', { 'contact.email': 'loic@exemple.fr' }],
  ];
}

/** Asked by a proxy: the record of somebody born in Algiers when that was France, to be sent to Portugal. */
export function acte(file) {
  return [
    ['besoin', { motif: 'autre', qualite: 'mandataire' }, { motif_autre: 'Une adoption' }],
    [
      'naissance',
      { 'naissance.lieu': 'etranger' },
      { 'naissance.francaise': 'true', 'naissance.pays': 'Algérie', 'naissance.ville': 'Alger', 'naissance.date': '1955' },
    ],
    ['personne', { 'titulaire.civilite': 'M', 'titulaire.nom': 'Ó Briain', 'titulaire.prenoms': 'Loïc' }],
    ['vous', { 'demandeur.civilite': 'MME', 'demandeur.nom': 'Müller-Le Goff', 'demandeur.nom_usage': 'Nguyễn', 'demandeur.prenoms': 'Zoé Éloïse' }],
    ['document', { nature: 'copie_integrale', exemplaires: '2' }],
    ['parents', { 'parent1.nom': 'Ó Briain', 'parent1.prenoms': 'Máire', 'parent2.inconnu': true }],
    ['justificatif', { 'pieces.mandat': { file } }],
    [
      'envoi',
      { 'envoi.lieu': 'etranger', 'contact.email': 'zoe@exemple.fr', 'contact.telephone': '+351 912 345 678' },
      {
        'envoi.etranger.ligne1': 'Rua do Almada nº 12, 3º Esq.',
        'envoi.etranger.code_postal': '4050-031',
        'envoi.etranger.ville': 'Porto',
        'envoi.etranger.pays': 'Portugal',
      },
    ],
  ];
}

/** A grant that an association asks of the State and of its region, for a project. */
export function subvention(file) {
  const named = (before, answers) => Object.fromEntries(Object.entries(answers).map(([name, value]) => [`${before}.${name}`, value]));
  const project = {
    intitule: 'Un potager pour l’école',
    objectifs: 'Apprendre à cultiver et à manger ce que l’on a semé.',
    description: 'Six ateliers avec les trois classes de l’école, au jardin.',
    beneficiaires: 'Soixante-douze enfants de sept à dix ans.',
    territoire: 'Quartier de Bellefontaine',
    moyens: 'Une salariée, quatre bénévoles, les outils du jardin.',
    evaluation: 'Un carnet tenu par les enfants et un bilan avec les maîtresses.',
    'dates.debut': today,
    'dates.fin': new Date(Date.now() + 90 * day).toISOString().slice(0, 10),
  };
  return [
    ['demande', { forme: 'numeraire', frequence: 'premiere', objet: 'projets', periode: 'annuelle', financeurs: ['etat', 'region'] }],
    [
      'association',
      {
        'association.denomination': 'Les Jardins partagés de Bellefontaine',
        'association.siret': '130 025 265 00013',
        'association.rna': 'W751234567',
        ...named('association.representant', { civilite: 'MME', nom: 'Müller-Le Goff', prenoms: 'Zoé Éloïse', fonction: 'Présidente' }),
        'siege.voie': '12 bis rue des Lilas',
        'siege.code_postal': '31100',
        'siege.commune': 'Toulouse',
        correspondance_ailleurs: 'false',
        'contact.email': 'bonjour@exemple.fr',
        'contact.telephone': '05 61 99 12 34',
        suivi_par_autre: 'true',
      },
      named('suivi', { nom: 'Ó Briain', prenoms: 'Loïc', fonction: 'Trésorier', email: 'loic@exemple.fr' }),
    ],
    [
      'relations',
      { utilite_publique: 'false', impots_commerciaux: 'false', reseau: 'Réseau des jardins', adherents_moraux: 'true' },
      { 'personnes_morales.r1.nom': 'Union des jardins', 'personnes_morales.r1.commune': 'Toulouse' },
    ],
    ['moyens', named('moyens', { adherents: '84', benevoles: '12', salaries: '1', etpt: '0,5' })],
    [
      'budget',
      {
        ...named('budget.charges', { c60: '1200,50', c61: '850,00', c64: '9000,00' }),
        ...named('budget.produits', { p70: '50,50', p75: '11000,00' }),
      },
    ],
    [
      'projets',
      named('projets.r1', { ...project, 'budget.charges.c60': '2000,00', 'budget.produits.p74': '1500,00', 'budget.produits.p75': '500,00', montant: '1500,00' }),
    ],
    [
      'engagements',
      {
        aides: 'jusqu_a_500000',
        a_jour: true,
        engagement: true,
        signataire: 'representant',
        'compte.titulaire': 'Les Jardins partagés de Bellefontaine',
        'compte.iban': 'FR76 3000 6000 0112 3456 7890 189',
      },
    ],
    ['pieces', { 'pieces.comptes_publies': 'false', 'pieces.rib': { file } }, { 'pieces.comptes': { file } }],
  ];
}

/** The creation of an association of Toulouse, by its chair, with a treasurer who lives abroad. */
export function association(file) {
  const chair = {
    fonction: 'presidence',
    civilite: 'MME',
    nom: 'Müller-Le Goff',
    prenoms: 'Zoé Éloïse',
    naissance: '1988-02-10',
    nationalite: 'Française',
    profession: 'Infirmière',
    lieu_domicile: 'france',
  };
  const treasurer = {
    fonction: 'tresorerie',
    civilite: 'M',
    nom: 'Ó Briain',
    prenoms: 'Loïc',
    naissance: aged(15),
    nationalite: 'Irlandaise',
    profession: 'Lycéen',
    lieu_domicile: 'etranger',
  };
  const row = (id, answers) => Object.fromEntries(Object.entries(answers).map(([name, value]) => [`dirigeants.${id}.${name}`, value]));
  return [
    ['avant', { departement: 'Haute-Garonne', union: 'false' }],
    ['declarant', { qualite: 'dirigeant', 'declarant.civilite': 'MME', 'declarant.nom': 'Müller-Le Goff', 'declarant.prenoms': 'Zoé Éloïse' }],
    [
      'annonce',
      {
        titre: 'Les Jardins partagés de Bellefontaine',
        sigle: 'JPB',
        objet: 'Créer et entretenir un jardin partagé.',
        domaine: 'environnement',
        'siege.voie': '12 bis rue des Lilas',
        'siege.code_postal': '31100',
        'siege.commune': 'Toulouse',
      },
    ],
    ['gestion', { siege_prete: 'false', gestion_ailleurs: 'false', 'contact.email': 'bonjour@exemple.fr', date_assemblee: today }],
    [
      'dirigeants',
      { ...row('r1', chair), ...row('r2', treasurer) },
      {
        ...row('r1', { 'domicile.voie': '3 place de la Fontaine', 'domicile.code_postal': '31100', 'domicile.commune': 'Toulouse' }),
        ...row('r2', { accord: true, 'domicile_etranger.ligne1': '4 Dame Street', 'domicile_etranger.ville': 'Dublin', 'domicile_etranger.pays': 'Irlande' }),
      },
    ],
    [
      'lieux',
      { a_des_etablissements: 'true', a_des_immeubles: 'false' },
      { 'etablissements.r1.adresse.voie': '1 rue Neuve', 'etablissements.r1.adresse.code_postal': '31600', 'etablissements.r1.adresse.commune': 'Muret' },
    ],
    ['pieces', { 'pieces.statuts': { file }, 'pieces.pv': { file } }],
    ['signature', { publication: true, fait_a: 'Toulouse' }],
  ];
}
