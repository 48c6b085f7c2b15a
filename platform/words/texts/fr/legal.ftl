# Pages réglementaires.
accessibility-title = Déclaration d'accessibilité
accessibility-commitment = { $publisher } s'engage à rendre ce site accessible, conformément à l'article 47 de la loi n° 2005-102 du 11 février 2005.
accessibility-state-title = État de conformité
accessibility-state = Ce site n'a pas encore fait l'objet d'un audit : il est donc déclaré non conforme au référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1. Il est construit pour le respecter et vérifié à chaque changement par des tests automatiques.
accessibility-content-title = Contenus non accessibles
accessibility-content = Les documents que les usagers et les services déposent sont transmis tels quels : ils peuvent ne pas être accessibles. Demandez-en une autre version au service concerné.
accessibility-established-title = Établissement de cette déclaration
accessibility-established = Cette déclaration sera mise à jour après le premier audit.
accessibility-contact-title = Signaler une difficulté
accessibility-contact = Si une page vous empêche de faire une démarche, écrivez-nous ou appelez-nous : nous vous proposerons une autre voie.
accessibility-appeal-title = Voie de recours
accessibility-appeal = Si vous nous avez signalé une difficulté et n'avez pas reçu de réponse satisfaisante, vous pouvez saisir le Défenseur des droits :
accessibility-appeal-form = par son formulaire en ligne
accessibility-appeal-phone = par téléphone, au 39 28
accessibility-appeal-post = par courrier gratuit, sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07
legal-publisher = Éditeur
legal-host = Hébergement
legal-use = Conditions d'utilisation
legal-use-text =
    Ce site permet de faire des démarches auprès d'organismes publics. Son usage est facultatif et gratuit.
    La confirmation d'une démarche, après lecture du récapitulatif, vaut signature. Un accusé est remis aussitôt.
    Faire une fausse déclaration vous expose aux sanctions prévues par la loi.
legal-software = Logiciel
legal-software-text = Ce site fonctionne avec guichet, un logiciel libre publié sous licence EUPL-1.2.
privacy-lead = Nous demandons le moins possible, nous le protégeons, et nous l'effaçons.
privacy-what-title = Quelles données
privacy-what = Ce que vous saisissez et joignez dans une démarche ; si vous créez un compte, votre adresse électronique et ce que vous choisissez de conserver dans vos données.
privacy-why-title = Pourquoi
privacy-why = Pour transmettre votre démarche au service compétent et vous en dire la suite. Chaque démarche dit son but et le texte qui la fonde sur sa première page.
privacy-who-title = Qui les reçoit
privacy-who = Les seuls destinataires nommés sur le récapitulatif, chacun pour ce qui le concerne. Si vous posez une question à un service avant d'envoyer votre démarche, il lit ce que vous lui écrivez et joignez, pas les réponses de votre brouillon. Aucune donnée n'est vendue ni utilisée à d'autres fins.
privacy-how-long-title = Combien de temps
privacy-how-long = Chaque démarche dit combien de temps elle garde un brouillon et un dossier. Ensuite, tout est effacé. Vos données conservées restent jusqu'à ce que vous les effaciez, que vous fermiez votre compte, ou que vous ne vous connectiez plus pendant trois ans : vous en êtes alors averti avant.
privacy-how-title = Comment elles sont protégées
privacy-how =
    Vos réponses et vos fichiers sont chiffrés dès qu'ils sont enregistrés.
    Chaque consultation par un agent est notée dans un journal.
privacy-cookies-title = Cookies
privacy-cookies = Ce site n'utilise que les cookies nécessaires à son fonctionnement : votre session, votre langue et, pour les agents, le navigateur d'où ils sont déjà entrés et la liste de dossiers qu'ils regardaient. Aucun ne sert à vous suivre.
privacy-rights-title = Vos droits
privacy-rights = Vous pouvez demander à consulter vos données, à les corriger, à les effacer, à en limiter l'usage ou à vous y opposer. Écrivez au service nommé sur votre accusé, ou à :
privacy-officer = Délégué à la protection des données : { $officer }
privacy-cnil = Si la réponse ne vous convient pas, vous pouvez saisir la CNIL :
legal-agencies = Organismes qui publient leurs démarches sur ce site
legal-agencies-text = Chacun répond du contenu de ses démarches et de la suite qui leur est donnée.
privacy-agencies-title = Qui répond de vos données
privacy-agencies = L'organisme qui publie une démarche est responsable des données qu'elle recueille. Pour exercer vos droits, écrivez-lui :
accessibility-agencies = Pour une démarche précise, vous pouvez aussi écrire à l'organisme qui la publie :
agency-site = Le site de { $name }
