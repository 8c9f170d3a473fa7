/** Names of invented people, by where they come from. A person of the demonstration is drawn from these lists. */
export type NameList = Readonly<{ land: string; given: readonly string[]; family: readonly string[] }>

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const nameLists: readonly NameList[] = [
  {
    land: 'IE',
    given: words(`Aoife Niamh Ciara Saoirse Orla Sinead Maeve Grainne Roisin Caoimhe Deirdre Fionnuala Clodagh
      Conor Cian Oisin Darragh Eoin Fergal Ronan Donal Padraig Tadhg Cathal`),
    family:
      words(`Murphy Kelly Byrne Ryan Doyle Walsh Gallagher Doherty Kennedy Lynch Quinn Moore Brennan Nolan
      Daly Keane Foley Sweeney Hickey Tierney Coyle Devlin Mulligan Fallon`),
  },
  {
    land: 'GB',
    given:
      words(`Emma Sophie Charlotte Alice Grace Hannah Lucy Eleanor Freya Harriet Rosie Imogen Oliver George
      Harry Jack Thomas Arthur Henry Edward Samuel Lewis Callum Rhys`),
    family:
      words(`Smith Taylor Brown Wilson Evans Thomas Roberts Johnson Walker Wright Robinson Thompson White
      Hughes Edwards Green Hall Wood Harris Clarke Cooper Ward Morris Price`),
  },
  {
    land: 'PL',
    given:
      words(`Anna Maria Katarzyna Agnieszka Barbara Ewa Zofia Magdalena Joanna Aleksandra Natalia Weronika
      Piotr Krzysztof Andrzej Tomasz Marcin Jakub Wojciech Kamil Szymon Filip Bartosz Mateusz`),
    family: words(`Nowak Wójcik Kowalczyk Woźniak Mazur Krawczyk Kaczmarek Zając Król Wieczorek Wróbel Dudek
      Stępień Pawlak Sikora Walczak Baran Szewczyk Duda Pietrzak Marciniak Jabłoński Bąk Kubiak`),
  },
  {
    land: 'DE',
    given:
      words(`Lena Laura Julia Katharina Sabine Anja Birgit Heike Franziska Johanna Miriam Svenja Lukas Jonas
      Felix Maximilian Jan Stefan Markus Andreas Tobias Matthias Florian Moritz`),
    family:
      words(`Müller Schmidt Schneider Fischer Weber Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein
      Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hartmann Lange Werner Krause`),
  },
  {
    land: 'FR',
    given:
      words(`Camille Chloé Manon Inès Juliette Amélie Élodie Céline Sandrine Mathilde Océane Lucie Hugo Louis
      Gabriel Antoine Julien Nicolas Bastien Rémi Théo Maxime Adrien Guillaume`),
    family:
      words(`Martin Bernard Dubois Durand Moreau Laurent Lefebvre Leroy Roux Fournier Girard Bonnet Lambert
      Fontaine Rousseau Vincent Faure Mercier Chevalier Blanc Guérin Boyer Garnier Perrin`),
  },
  {
    land: 'ES',
    given:
      words(`Lucía Carmen Paula Marta Elena Cristina Pilar Rocío Alba Irene Nuria Beatriz Javier Carlos Daniel
      Pablo Álvaro Diego Sergio Miguel Rubén Iván Adrián Marcos`),
    family:
      words(`García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Jiménez Ruiz Hernández
      Díaz Moreno Álvarez Romero Navarro Torres Domínguez Vázquez Ramos Serrano Molina Ortega`),
  },
  {
    land: 'IT',
    given:
      words(`Giulia Chiara Francesca Sara Martina Elisa Valentina Federica Silvia Alessia Paola Ginevra Marco
      Alessandro Luca Matteo Lorenzo Davide Simone Andrea Riccardo Stefano Giovanni Paolo`),
    family:
      words(`Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa
      Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi`),
  },
  {
    land: 'PT',
    given:
      words(`Ana Beatriz Catarina Inês Joana Mariana Rita Sofia Teresa Leonor Matilde Filipa João Tiago Rui
      Nuno Pedro Gonçalo Duarte Bruno Hugo André Luís Vasco`),
    family:
      words(`Silva Santos Ferreira Pereira Oliveira Rodrigues Martins Sousa Fernandes Gonçalves Gomes Lopes
      Marques Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Vieira Cardoso`),
  },
  {
    land: 'LT',
    given:
      words(`Rasa Jurgita Eglė Ieva Rūta Gintarė Aistė Monika Viktorija Greta Laima Daiva Tomas Mantas Lukas
      Darius Andrius Paulius Rokas Karolis Vytautas Dainius Simonas Arnas`),
    family:
      words(`Kazlauskas Petrauskas Jankauskas Stankevičius Vasiliauskas Žukauskas Butkus Paulauskas Urbonas
      Kavaliauskas Navickas Ramanauskas Rimkus Šimkus Pocius Balčiūnas Mickus Sakalas Gudaitis Bielskis Norkus
      Lapinskas Dapkus Zabiela`),
  },
  {
    land: 'NG',
    given:
      words(`Chioma Ngozi Adaeze Amaka Folake Yetunde Bisi Funmi Zainab Halima Blessing Ifeoma Emeka Chidi Tunde
      Segun Kunle Obinna Ikenna Musa Femi Uche Yusuf Kelechi`),
    family:
      words(`Okafor Adeyemi Eze Okonkwo Balogun Nwosu Obi Adebayo Chukwu Ogunleye Bello Onyeka Afolabi Ibe
      Oladipo Nnamdi Akande Umeh Lawal Okoro Danjuma Ekwueme Salako Anyanwu`),
  },
]

/** How often each list is drawn, in the order above; the company sells in Ireland. */
export const nameWeights: readonly number[] = [42, 9, 13, 6, 5, 5, 5, 5, 6, 4]

/** What distributors write above their shops. */
export const greetings: readonly string[] = [
  'Everything here is in use at my house. Ask me what suits you.',
  'I answer messages in the evening and deliver in town on Saturdays.',
  'I started with the soaps. Try them first, they are the best advice I have.',
  'Small orders are welcome. I bring them round when I pass by.',
  'Sensitive skin runs in my family. I know which jars to leave closed.',
  'Tell me what you would like to smell like, and I will look after the rest.',
]
