# Le portail des agents : les délais.
delays-title = Délais
delays-text = Pour les douze derniers mois, selon le mois du dépôt ou, si un autre service vous a transmis le dossier, de son arrivée chez vous. Un dossier annulé par qui exploite ce site compte parmi les terminés, sans délai. Les jours sont comptés en entier : 0 veut dire « dans les 24 heures ». Les dossiers effacés restent comptés.
delays-caption = Délais par mois et par démarche
delays-month = Mois
delays-received = Reçus
delays-open = En cours
delays-closed = Terminés
delays-receipt-half = Première lecture : la moitié en
delays-receipt-most = Première lecture : 9 sur 10 en
delays-end-half = Fin : la moitié en
delays-end-most = Fin : 9 sur 10 en
delays-days = { $count } j
delays-none = Aucun dossier n'est arrivé à votre guichet depuis douze mois.
