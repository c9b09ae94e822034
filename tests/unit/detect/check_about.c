#include "detect/about.h"

#include "scan.h"

/* Sentences as people write them; `detector` is to be found, likely at least. */
struct about_case {
	const char *detector;
	const char *text;
};

static const struct about_case told[] = {
	{ "special_health",
	    ("Mrs Kerr was diagnosed with paranoid schizophrenia in 2019 "
	    "and takes clozapine.") },
	{ "special_health",
	    "Mr Okafor has type 2 diabetes and is on insulin." },
	{ "special_health",
	    ("Please note Mrs Agnes Kerr is wheelchair-bound following a "
	    "stroke last year.") },
	{ "special_health",
	    ("Miss Wojcik told us she had a miscarriage in March and is "
	    "off work with depression.") },
	{ "special_health",
	    ("I visited Mr Singh on Tuesday. He has been sectioned under "
	    "the Mental Health Act and is in Leverndale.") },
	{ "special_health",
	    ("Re: Mrs Kerr, 4 Mill Lane\n\nShe has dementia and is "
	    "incontinent at night. Carers visit four times a day.") },
	{ "special_health",
	    ("Dear Dr Khan,\n\nThank you for seeing Mr Brown. He suffers "
	    "from COPD and needs home oxygen.") },
	{ "special_health",
	    "Mr Brown's epilepsy has been getting worse." },
	{ "special_health",
	    ("Hi Fiona, Ms Reid is 22 weeks pregnant and struggling with "
	    "the stairs.") },
	{ "special_health",
	    ("Mr McAllister is a recovering alcoholic and attends AA "
	    "meetings.") },
	{ "special_health",
	    ("Mrs Kerr has been awarded the higher rate of PIP for her "
	    "fibromyalgia.") },
	{ "special_health",
	    "Mr Ali is registered blind." },
	{ "special_health",
	    ("Mrs Kerr's son has autism and ADHD and cannot manage in a "
	    "top floor flat.") },
	{ "special_health",
	    ("The OT report says Mr Grant can no longer manage the stairs "
	    "and needs a level access shower.") },
	{ "special_health",
	    "Ms Grant has MS and uses a wheelchair outdoors." },
	{ "special_health",
	    ("Mr Grant took an overdose on Sunday night and is in the "
	    "Royal.") },
	{ "special_health",
	    ("Name: Agnes Kerr\nDate of birth: 04/03/1951\nMedical "
	    "conditions: asthma, high blood pressure") },
	{ "special_health",
	    "Tenant name: Tomasz Wojcik\nDisability: hearing impairment" },
	{ "special_health",
	    ("I was diagnosed with breast cancer last month and will be "
	    "off for treatment.") },
	{ "special_health",
	    "My depression has been bad again so I won't be in this week." },
	{ "special_health",
	    "Mr Doyle is a methadone user and has relapsed twice." },
	{ "special_health",
	    "Mrs Kerr - early onset Alzheimer's, wanders at night." },
	{ "special_health",
	    ("Mr Hughes has been signed off with stress by his GP for "
	    "four weeks.") },
	{ "special_health",
	    "Mr Hughes is off sick with anxiety and depression." },
	{ "special_health",
	    ("Dear Mrs Kerr, we were sorry to hear of your diagnosis of "
	    "cancer.") },
	{ "special_health",
	    "Mae Mrs Jones yn dioddef o iselder." },
	{ "special_health",
	    "Pani Nowak choruje na cukrzycę." },
	{ "special_health",
	    ("Service user 4471 disclosed suicidal thoughts at the "
	    "session on Monday.") },
	{ "special_health",
	    ("The tenant at 4 Mill Lane has bipolar disorder and stopped "
	    "taking his medication.") },
	{ "special_health",
	    "Mr Kerr does not have diabetes." },
	{ "special_health",
	    "Mr Brown is on the spectrum and finds phone calls hard." },
	{ "special_health",
	    ("Hi Morag, just to give you the heads up before Thursday - "
	    "Mrs Petrie's memory is going and the GP thinks it's "
	    "vascular dementia.") },
	{ "special_health",
	    ("Further to our call, Mr Iqbal remains an inpatient at "
	    "Gartnavel under a compulsory treatment order.") },
	{ "special_health",
	    "Can you move the visit? Mr Lamont has chemo on Tuesdays." },
	{ "special_health",
	    ("Agnes had a fall on the stairs and broke her hip. She will "
	    "need a ground floor flat on discharge.") },
	{ "special_health",
	    ("Yvonne Baxter won't be back before August, she's having a "
	    "hysterectomy.") },
	{ "special_health",
	    ("FYI Darren's off again, his nerves are bad and the doctor "
	    "has given him diazepam.") },
	{ "special_health",
	    "The tenant upstairs, Mr Ndlovu, is deaf and uses BSL." },
	{ "special_health",
	    ("Wee Callum Burns has been diagnosed with ADHD and his mum "
	    "is at the end of her tether.") },
	{ "special_health",
	    ("Housing support plan for Irene Maxwell: she hears voices "
	    "when stressed and has self-harmed in the past.") },
	{ "special_health",
	    ("Stephen Doak is known to the community addiction team and "
	    "is on a methadone script.") },
	{ "special_health",
	    ("Catriona MacLeod is expecting twins in October and has "
	    "pre-eclampsia.") },
	{ "special_health",
	    ("I am writing in support of Mr Farouk's application. He "
	    "lives with sickle cell disease and cannot climb stairs.") },
	{ "special_health",
	    ("Absence note: K. Petrie - work related stress, fit note "
	    "until 30 June.") },
	{ "special_health",
	    ("Client ref 20/3341 attempted suicide on Friday and was "
	    "detained under the Mental Health Act.") },
	{ "special_health",
	    ("Sorry to say that Janice lost the baby last week so please "
	    "don't mention it.") },
	{ "special_health",
	    ("Brian has been told it's the big C and starts radiotherapy "
	    "on Monday.") },
	{ "special_health",
	    ("Mohammed Aslam is in receipt of adult disability payment at "
	    "the enhanced rate because of his rheumatoid arthritis.") },
	{ "special_health",
	    ("Ms Brodie - bipolar, non-compliant with meds, CPN visits "
	    "fortnightly.") },
	{ "special_health",
	    ("Her daughter is on the autistic spectrum, Mrs Brodie says, "
	    "and cannot share a bedroom.") },
	{ "special_health",
	    ("Please find attached the medical form for Mr Gilmour, who "
	    "had a below-knee amputation in May.") },
	{ "special_health",
	    "Peter Wallace\n- COPD\n- type 2 diabetes\n- wheelchair user" },
	{ "special_health",
	    ("Patient name: Moira Haggerty\nDiagnosis: chronic kidney "
	    "disease stage 4") },
	{ "special_health",
	    ("Employee: Sandra Dunn\nReason for absence: "
	    "depression\nDates: 3-14 March") },
	{ "special_health",
	    "Mr Hay is an alcoholic and neglects himself." },
	{ "special_health",
	    "We understand that Ms Orr receives palliative care at home." },
	{ "special_health",
	    ("My son has cerebral palsy and we need a stairlift, wrote "
	    "Mrs Orr.") },
	{ "special_health",
	    ("Elaine's not keeping well, she is waiting on a scan for a "
	    "lump in her breast.") },
	{ "special_health",
	    "Lynne tested positive for Covid this morning." },
	{ "special_health",
	    ("John Paul Meechan has a learning disability and lacks "
	    "capacity to sign a tenancy agreement.") },
	{ "special_health",
	    "Mr Sweeney was taken to hospital after a seizure." },
	{ "special_health",
	    ("Fwd: Mrs Sweeney is now registered blind and will need the "
	    "letters in large print.") },
	{ "special_health",
	    "Mrs Sweeney is allergic to penicillin." },
	{ "special_health",
	    "Donna MacInnes suffers with her nerves." },
	{ "special_health",
	    "Dorota Kowalska jest w ciąży i ma cukrzycę." },
	{ "special_health",
	    "Tha tinneas-inntinn air Mairi NicLeòid." },
	{ "special_health",
	    "Jim's PIP has been stopped and he has appealed." },
	{ "special_health",
	    ("In view of Mr Sweeney's incontinence, we ask for a "
	    "replacement mattress.") },
	{ "special_health",
	    "Ms Akhtar has PTSD after what happened in Syria." },
	{ "special_health",
	    ("The applicant has limited capability for work due to "
	    "schizophrenia.") },
	{ "special_health",
	    "Aisha Rahman, 34, has postnatal depression." },
	{ "special_health",
	    ("Rob McColl (schizophrenic, on depot) has been shouting in "
	    "the close again.") },
	{ "special_health",
	    ("Dear colleagues,\n\nI visited 14B Kirk Wynd this morning. "
	    "Mrs Lennox answered the door in her nightdress and did not "
	    "know what day it was. Her daughter says the memory clinic "
	    "confirmed Alzheimer's in January. Can the alarm be fitted "
	    "this week?\n\nRegards\nPaul") },
	{ "special_health",
	    ("Subject: Urgent repair - Mr Anwar\n\nMr Anwar uses home "
	    "oxygen and the power is off in his flat. Please attend "
	    "today.") },
	{ "special_health",
	    ("Hi Jo, quick one. Sean Devlin won't manage Friday's meeting "
	    "because he's getting ECT that morning.") },
	{ "special_health",
	    ("As agreed I attach the consultant's letter for Ewan Petrie. "
	    "In short: relapsing remitting MS, fatigue, cannot use "
	    "stairs safely.") },
	{ "special_health",
	    ("Hello, the lady in flat 3 (Mrs Duffy) has had another "
	    "stroke and is now in Ward 5.") },
	{ "special_health",
	    ("Please excuse Farah from the training, she suffers from "
	    "severe migraines.") },
	{ "special_health",
	    ("Absence record\nName: Gordon Pike\nFrom: 3 March\nReason: "
	    "post-operative recovery (hernia)") },
	{ "special_health",
	    ("This is to confirm that Ms J Doyle was signed off for six "
	    "weeks with anxiety and low mood.") },
	{ "special_health",
	    ("The panel awarded 30 points as Mr Hamid's asthma is made "
	    "worse by the mould.") },
	{ "special_health",
	    ("Our tenant Mrs Ito is 28 weeks pregnant and has been "
	    "advised to avoid stairs.") },
	{ "special_health",
	    "I'm sorry to tell you that Colette's cancer has come back." },
	{ "special_health",
	    ("Yusuf Demir has been clean for eight months but is drinking "
	    "again.") },
	{ "special_health",
	    ("Leanne Grieve cut her wrists last night and the crisis team "
	    "are with her.") },
	{ "special_health",
	    ("Mum reports that Jayden has been referred to CAMHS because "
	    "of his anxiety.") },
	{ "special_health",
	    ("Please arrange a BSL interpreter for Mr Novak, who is "
	    "profoundly deaf.") },
	{ "special_health",
	    ("Hi, I need to take Thursday off. I have a scan at the "
	    "hospital, they found a lump in my breast.") },
	{ "special_health",
	    ("I've been struggling with depression since my mum died and "
	    "the doctor has put me on sertraline.") },
	{ "special_health",
	    ("Donald's blood sugar dropped and he had a hypo in the "
	    "office; he is a type 1 diabetic.") },
	{ "special_health",
	    ("Risk assessment: Kyle Morton. Known self-harm. Last "
	    "overdose December. Keeps razor blades in the flat.") },
	{ "special_health",
	    "Mr Lindqvist needs a wet room because of his spinal injury." },
	{ "special_health",
	    ("Referral to occupational therapy for Mrs Patience Moyo: "
	    "arthritis in both knees, cannot get in or out of the bath.") },
	{ "special_health",
	    "Ms Tully gets DLA for her wee boy, who has Down's syndrome." },
	{ "special_health",
	    ("The bereavement has hit Ralph hard; he told me he wants to "
	    "end his life.") },
	{ "special_health",
	    ("Tenant: B. Sharma. Vulnerabilities: visually impaired, "
	    "lives alone.") },
	{ "special_health",
	    ("Hi Ruth,\n\nThanks for ringing. To let you know, Callum "
	    "Baird was admitted to the Priory on Saturday after a manic "
	    "episode. His flat is empty until further "
	    "notice.\n\nBest\nIain") },
	{ "special_health",
	    ("Subject: RE: Keys for 2/1\n\nMrs Osborne cannot come to the "
	    "door herself, she is bed-bound since the stroke and the "
	    "carers let you in.") },
	{ "special_health",
	    ("Dear Sir or Madam\n\nI support Miss Tennant's request for "
	    "rehousing. She has had severe depression since the birth of "
	    "her second child and the noise makes it worse.") },
	{ "special_health",
	    "Ken's back on Monday after his bypass." },
	{ "special_health",
	    ("Just a note that Oliwia Zielinska has coeliac disease, can "
	    "the caterers be told.") },
	{ "special_health",
	    ("Tenant contact sheet\nName: P. McIlroy\nAccess needs: hard "
	    "of hearing, use text") },
	{ "special_health",
	    ("Deborah Yates told me this morning she miscarried at the "
	    "weekend. She'd like it kept private.") },
	{ "special_health",
	    ("We need the lift repaired today: Mr Rafiq is paraplegic and "
	    "stuck on the third floor.") },
	{ "special_health",
	    "Please find enclosed Mrs Chisholm's DLA award letter." },
	{ "special_health",
	    "Lorraine Peat has been given three months to live." },
	{ "special_health",
	    ("Gordon phoned. His epilepsy is worse and he has lost his "
	    "driving licence because of the fits. That's Gordon Mackay "
	    "at Harbour Rise.") },
	{ "special_health",
	    ("Our trainee Beatrix Holm is dyslexic and would like the "
	    "papers on yellow paper.") },
	{ "special_health",
	    ("Student: Omar Saleh. Additional support needs: autism, "
	    "sensory overload in noisy rooms.") },
	{ "special_health",
	    "Miss Brand has an eating disorder and weighs six stone." },
	{ "special_health",
	    ("Mr Pringle was drunk again at the interview; he admits he "
	    "drinks a bottle of vodka a day.") },
	{ "special_health",
	    ("Please be patient with Hector, he has Parkinson's and it "
	    "takes him a while to get to the door.") },
	{ "special_health",
	    ("As her employer we have an occupational health report about "
	    "Sunita Rao: she is unfit for work until September because "
	    "of long covid.") },
	{ "special_health",
	    ("The consultant psychiatrist's view is that Mr Whyte lacks "
	    "capacity to manage his money.") },
	{ "special_health",
	    ("Fiona Muir, DOB 03/02/1971, is prescribed lithium and "
	    "quetiapine.") },
	{ "special_health",
	    "Mr Amin's mother has Alzheimer's and he is her only carer." },
	{ "special_health",
	    ("Shirley Boyle is being treated for bowel cancer at the "
	    "Beatson.") },
	{ "special_health",
	    ("Could the plumber wear a mask at 3/1? Miss Laird is "
	    "immunosuppressed after her transplant.") },
	{ "special_health",
	    "I'm writing about Kofi Asante, who was sectioned on Friday." },
	{ "special_health",
	    "Tenant: Ivy Marsh. Health condition: COPD and arthritis." },
	{ "special_health",
	    ("Hi Pam, Dougie's had a heart attack and is in the Golden "
	    "Jubilee.") },
	{ "special_health",
	    ("Mrs Laing suffers from agoraphobia and hasn't left the flat "
	    "since March.") },
	{ "special_hiv",
	    ("Mr Adeyemi is HIV positive and his viral load is "
	    "undetectable.") },
	{ "special_hiv",
	    "Ms Reid tested positive for chlamydia at the GUM clinic." },
	{ "special_hiv",
	    "Mr Adeyemi started PrEP in June." },
	{ "special_hiv",
	    ("Re Mr Adeyemi: he is living with HIV and has not told his "
	    "employer.") },
	{ "special_hiv",
	    "Mrs Duncan was treated for hepatitis C in 2021." },
	{ "special_hiv",
	    "Patient: Ms Joy Mensah\nHIV status: positive\nCD4: 350" },
	{ "special_hiv",
	    "He's HIV+ and Mr Scott the support worker knows." },
	{ "special_hiv",
	    "Please keep this to yourself but Steven is HIV positive." },
	{ "special_hiv",
	    ("Blood results for Grace Nkosi: hep C antibody positive, HIV "
	    "negative.") },
	{ "special_hiv",
	    ("Callum's viral load has been undetectable since he started "
	    "on Biktarvy.") },
	{ "special_hiv",
	    ("Our client Mr Osei attends the Sandyford for his "
	    "antiretroviral treatment.") },
	{ "special_hiv",
	    "Kirsty was treated for syphilis last month." },
	{ "special_hiv",
	    "Gary takes PrEP." },
	{ "special_hiv",
	    "Name: Gary Bain\nHIV status: Positive" },
	{ "special_hiv",
	    "He was born with HIV, Mr Bain's consultant says." },
	{ "special_hiv",
	    "Mr Bain was given PEP after the needle injury." },
	{ "special_hiv",
	    "Ms Nkosi was diagnosed with AIDS in 1998." },
	{ "special_hiv",
	    ("Hi Anna, re Mr Chanda - he has disclosed to me that he's "
	    "been HIV positive since 2009 and is worried the neighbours "
	    "will find out.") },
	{ "special_hiv",
	    ("Bloods are back for Mr Chanda. Viral load less than 20, CD4 "
	    "610.") },
	{ "special_hiv",
	    ("Shona picked up her antiretrovirals and her next GUM "
	    "appointment is on the 9th.") },
	{ "special_hiv",
	    "The service user (ref 3320) tested positive for gonorrhoea." },
	{ "special_hiv",
	    ("I can confirm that Mr Zulu is taking PrEP through our "
	    "clinic.") },
	{ "special_hiv",
	    "Marcus disclosed to me that he is living with HIV." },
	{ "special_hiv",
	    "Beth caught hep C from a shared needle in 2011." },
	{ "special_hiv",
	    ("Confidential: Tunde has just been told that he is "
	    "HIV-positive and he's in bits.") },
	{ "special_hiv",
	    ("Ms Adair's partner notification interview for chlamydia is "
	    "at 2 pm.") },
	{ "special_hiv",
	    "Could you post Mr Bright's Biktarvy to the new address?" },
	{ "special_hiv",
	    "Client N. Fofana, CD4 count 210, started treatment in May." },
	{ "special_hiv",
	    "Please treat as confidential: Derrick Osei has HIV." },
	{ "special_hiv",
	    "Ms Laird got treatment for chlamydia in May." },
	{ "special_sexuality",
	    "Mr Fraser came out as gay to his family last year." },
	{ "special_sexuality",
	    ("Mr Fraser is gay and his neighbours have been shouting "
	    "abuse.") },
	{ "special_sexuality",
	    "Ms Fraser lives with her wife and identifies as lesbian." },
	{ "special_sexuality",
	    "Applicant: Mr P Lowe\nSexual orientation: Bisexual" },
	{ "special_sexuality",
	    "Miss Lowe is not out to her parents." },
	{ "special_sexuality",
	    "Gavin told his manager that he is bisexual." },
	{ "special_sexuality",
	    ("Our tenant Kevin Boyd and his husband have had homophobic "
	    "abuse shouted at them.") },
	{ "special_sexuality",
	    "Rachel came out last year and her parents threw her out." },
	{ "special_sexuality",
	    "Member: Lorna Kay; Sexual orientation: Lesbian" },
	{ "special_sexuality",
	    "Lorna isn't out to her mum." },
	{ "special_sexuality",
	    "Mr Boyd describes himself as queer." },
	{ "special_sexuality",
	    ("Daniel has been outed at school and is being bullied for "
	    "being gay.") },
	{ "special_sexuality",
	    "The asylum claim rests on Mr Kato being homosexual." },
	{ "special_sexuality",
	    ("When I met Kwame he explained that he is gay and fled "
	    "Uganda for that reason.") },
	{ "special_sexuality",
	    ("Nicola and her girlfriend have applied for a joint tenancy; "
	    "neighbours shout homophobic abuse at them.") },
	{ "special_sexuality",
	    ("Aidan hasn't come out to his dad yet so please don't say "
	    "anything.") },
	{ "special_sexuality",
	    ("Equality monitoring\nName: Aidan Cole\nSexual orientation: "
	    "gay man") },
	{ "special_sexuality",
	    "Mr Cole was beaten up outside the pub for being gay." },
	{ "special_sexuality",
	    ("She told me in confidence that she's bisexual, Aisling I "
	    "mean.") },
	{ "special_sexuality",
	    "Jonny lives with his boyfriend Marek at number 6." },
	{ "special_sexuality",
	    "Imran is gay but his family do not know." },
	{ "special_sexuality",
	    "Harriet described herself as bisexual on the form." },
	{ "special_sexuality",
	    "Robert is openly gay and was attacked outside the club." },
	{ "special_sexuality",
	    "Name: Gillian Marsh. Sexual orientation: lesbian." },
	{ "special_gender",
	    ("Ms Taylor is a trans woman and attends the Sandyford gender "
	    "clinic.") },
	{ "special_gender",
	    ("Mr Taylor was assigned female at birth and has a gender "
	    "recognition certificate.") },
	{ "special_gender",
	    ("Ms Taylor transitioned in 2018 and her deadname must not be "
	    "used on letters.") },
	{ "special_gender",
	    "Mx Bell identifies as non-binary." },
	{ "special_gender",
	    "Mr Bell has been on puberty blockers since he was 14." },
	{ "special_gender",
	    ("Sam (previously Samantha) is transitioning from female to "
	    "male and starts testosterone in May.") },
	{ "special_gender",
	    ("Please use the name Chloe; she is transgender and hasn't "
	    "told the other tenants.") },
	{ "special_gender",
	    "Alex Martin uses they/them pronouns and is non-binary." },
	{ "special_gender",
	    "Chloe Docherty's deadname still shows on the rent account." },
	{ "special_gender",
	    "Chloe Docherty is on the waiting list for the GIC." },
	{ "special_gender",
	    "Chloe was born male." },
	{ "special_gender",
	    "Mr Martin had gender reassignment surgery in 2015." },
	{ "special_gender",
	    "Name: Chloe Docherty\nTrans history: yes" },
	{ "special_gender",
	    ("Jordan was registered female at birth and now lives as a "
	    "man.") },
	{ "special_gender",
	    ("Please update our records: Mr Ryan Foy, formerly Miss Rhian "
	    "Foy, has changed gender.") },
	{ "special_gender",
	    ("Ryan Foy starts hormones at the Gender Identity Clinic in "
	    "June.") },
	{ "special_gender",
	    ("Some neighbours found out that Ms Foy is trans and have "
	    "been misgendering her.") },
	{ "special_gender",
	    ("Robin Clay's gender recognition certificate came through on "
	    "Friday.") },
	{ "special_gender",
	    ("Casey Ford used to be called Christopher and is awaiting "
	    "top surgery.") },
	{ "special_gender",
	    "Leigh is a trans man, so please put him in the men's dorm." },
	{ "special_gender",
	    "The new volunteer, Morgan Bell, is non-binary." },
	{ "special_gender",
	    "Ellis Byrne came out as trans last summer." },
	{ "special_gender",
	    "Ms Byrne has a Gender Recognition Certificate." },
	{ "special_ethnicity",
	    "Mrs Hussain is Pakistani and does not speak English." },
	{ "special_ethnicity",
	    "Mr Tesfay is an asylum seeker from Eritrea." },
	{ "special_ethnicity",
	    "Tenant: Mrs Hussain\nEthnic origin: Pakistani" },
	{ "special_ethnicity",
	    "Name: Jan Horvat\nEthnicity - Roma" },
	{ "special_ethnicity",
	    ("Mr Stewart's family are Gypsy/Travellers and have lived on "
	    "site since May.") },
	{ "special_ethnicity",
	    "Mr Diallo was racially abused because of his skin colour." },
	{ "special_ethnicity",
	    "Mr Petrov is Bulgarian Roma." },
	{ "special_ethnicity",
	    "Fatima Noor has been granted refugee status." },
	{ "special_ethnicity",
	    "Mrs Noor's ethnic origin is Black African." },
	{ "special_ethnicity",
	    "Full name: Fatima Noor\nNationality: Somali" },
	{ "special_ethnicity",
	    "Fatima has no recourse to public funds." },
	{ "special_ethnicity",
	    "They called Mr Chowdhury a paki and threw eggs at his door." },
	{ "special_ethnicity",
	    "Mr Chowdhury is of Bangladeshi origin." },
	{ "special_ethnicity",
	    "The family of Mr McPhee are Scottish Travellers." },
	{ "special_ethnicity",
	    "Ms Yilmaz is Kurdish and needs a Kurmanji interpreter." },
	{ "special_ethnicity",
	    ("The complaint is that Mr Bello was called a black bastard "
	    "by the man at number 9.") },
	{ "special_ethnicity",
	    ("Mr Haile fled Eritrea and his asylum claim was refused in "
	    "April.") },
	{ "special_ethnicity",
	    "Monitoring form for Ling Zhao - ethnicity: Chinese" },
	{ "special_ethnicity",
	    "Mrs Varga and her family are Slovak Roma." },
	{ "special_ethnicity",
	    ("Blessing is Nigerian and waiting for the Home Office to "
	    "decide on her asylum application.") },
	{ "special_ethnicity",
	    "Applicant 12: Ahmed Barre, ethnic group Somali." },
	{ "special_ethnicity",
	    "Mr Asante is Black African." },
	{ "special_ethnicity",
	    "Farzana Begum is a refugee from Afghanistan." },
	{ "special_religion",
	    "Mr Singh is Sikh and cannot attend on Saturday." },
	{ "special_religion",
	    "Mrs Levy is Jewish and keeps kosher." },
	{ "special_religion",
	    "Name: Mrs Levy\nReligion: Jewish" },
	{ "special_religion",
	    "Mr Rahman converted to Islam in prison." },
	{ "special_religion",
	    "Mrs Boyle is a Jehovah's Witness and will refuse blood." },
	{ "special_religion",
	    ("Mrs Chowdhury is a practising Muslim and would prefer a "
	    "female officer.") },
	{ "special_religion",
	    "David Levy is an Orthodox Jew and can't sign on Saturdays." },
	{ "special_religion",
	    "Name: David Levy\nFaith: Jewish" },
	{ "special_religion",
	    "Pauline was brought up Catholic but is now an atheist." },
	{ "special_religion",
	    "Mr Kaur's family are Sikh." },
	{ "special_religion",
	    ("Mr Ahmadi converted from Islam to Christianity and would be "
	    "at risk in Iran.") },
	{ "special_religion",
	    ("Mr Rae is a Roman Catholic and was abused for it at the "
	    "match.") },
	{ "special_religion",
	    "Noor asked to move her shift as she is fasting for Ramadan." },
	{ "special_religion",
	    "Mr Gill is a baptised Sikh and wears a turban." },
	{ "special_religion",
	    ("Mrs Feldman keeps kosher so please don't order the ham "
	    "sandwiches for her.") },
	{ "special_religion",
	    "Applicant: Rebecca Feldman. Religion: Jewish." },
	{ "special_religion",
	    ("Sectarian abuse was shouted at Mr Docherty because he's a "
	    "Catholic.") },
	{ "special_religion",
	    ("Ms Ali wears the hijab and has asked for a woman to do the "
	    "repair.") },
	{ "special_religion",
	    "Rivka can't do Friday evenings, she is Jewish." },
	{ "special_religion",
	    "Volunteer: Imelda Byrne. Religion: RC." },
	{ "special_religion",
	    ("Mr Sandhu, a Sikh, was told to take off his turban by the "
	    "guard.") },
	{ "special_religion",
	    "Farzana Begum is Muslim and wants a prayer room nearby." },
	{ "special_religion",
	    "Mr Goldberg is an observant Jew." },
	{ "special_union",
	    "Mr Docherty is a member of UNISON." },
	{ "special_union",
	    "Ms Docherty is the shop steward for the repairs team." },
	{ "special_union",
	    "Employee: Mr K Docherty\nUnion member: Yes" },
	{ "special_union",
	    ("Mr Docherty will be accompanied by his union rep at the "
	    "hearing.") },
	{ "special_union",
	    "Colin Gray is a Unite rep." },
	{ "special_union",
	    ("Colin has been a member of GMB since 2008 and wants "
	    "check-off.") },
	{ "special_union",
	    "Please stop the UNISON subscription for Colin Gray." },
	{ "special_union",
	    "Mr Gray went on strike on 4 and 5 May." },
	{ "special_union",
	    "Sheila is our EIS rep and is on facility time on Fridays." },
	{ "special_union",
	    ("Hi payroll, please start deducting UNITE subs from Craig "
	    "Hume's wages.") },
	{ "special_union",
	    ("Craig Hume's union rep from the GMB will be at the "
	    "disciplinary.") },
	{ "special_union",
	    "Please note that Alison Weir is the EIS branch secretary." },
	{ "special_union",
	    "Kenny is a shop steward with Unite." },
	{ "special_union",
	    ("Craig Hume was out on strike on 14 March so deduct a day's "
	    "pay.") },
	{ "special_union",
	    ("Pat has asked for paid time off for union duties as UNISON "
	    "steward.") },
	{ "special_union",
	    ("Please add Mo Farah Ali to check-off, he joined the GMB "
	    "last week.") },
	{ "special_union",
	    "Derrick is a member of the RMT." },
	{ "special_union",
	    "Gillian Marsh, UNISON rep, will attend with Mr Osei." },
	{ "special_politics",
	    "Mr Munro is a member of the Scottish National Party." },
	{ "special_politics",
	    "Mrs Munro voted Conservative and told everyone in the close." },
	{ "special_politics",
	    "Mr Munro stood as a candidate for the Greens." },
	{ "special_politics",
	    "Name: Mr Munro\nPolitical opinion: Labour supporter" },
	{ "special_politics",
	    "Andrew is an SNP activist and was canvassing on Saturday." },
	{ "special_politics",
	    "Ms Leckie voted Labour all her life." },
	{ "special_politics",
	    "Mr Leckie is a member of the Communist Party." },
	{ "special_politics",
	    "Name: Andrew Leckie\nPolitical party: SNP" },
	{ "special_politics",
	    ("Her political views are far right, Mr Leckie's neighbour "
	    "complained.") },
	{ "special_politics",
	    ("Andrew Leckie stood for the Greens in the last council "
	    "election.") },
	{ "special_politics",
	    "Mrs Pirie was out chapping doors for the SNP on Sunday." },
	{ "special_politics",
	    "I hear Ian Pirie has joined Reform UK." },
	{ "special_politics",
	    ("Mr Pirie, a lifelong Tory voter, is complaining about the "
	    "council again.") },
	{ "special_politics",
	    "Name: Ian Pirie. Party membership: Scottish Labour." },
	{ "special_politics",
	    ("Callum Baird has been delivering leaflets for the Scottish "
	    "Greens.") },
	{ "special_politics",
	    ("On his CV Mr Whyte says that he was a Conservative Party "
	    "candidate in 2017.") },
	{ "special_politics",
	    "Mr Goldberg voted Green in May." },
	{ "special_politics",
	    "Shirley Boyle is an active member of the Labour Party." },
	{ "special_biometric",
	    ("Mr Jack's fingerprint template was stored in the door "
	    "system.") },
	{ "special_biometric",
	    "Ms Jack carries the BRCA1 mutation." },
	{ "special_biometric",
	    ("The paternity test shows that Mr Quinn is not the "
	    "biological father.") },
	{ "special_biometric",
	    "The DNA test shows Liam Reid is the father." },
	{ "special_biometric",
	    "Liam's genetic test came back positive for Huntington's." },
	{ "special_biometric",
	    ("Fingerprint ID for Liam Reid has been enrolled on the door "
	    "system.") },
	{ "special_biometric",
	    "Joanne Reid has a BRCA2 mutation." },
	{ "special_biometric",
	    ("The lab confirmed that Mr Tran is the biological father of "
	    "Baby Tran.") },
	{ "special_biometric",
	    ("Nadia carries the sickle cell trait according to her "
	    "genetic screening.") },
	{ "special_biometric",
	    ("We hold an iris scan and fingerprint template for employee "
	    "Greg Tully.") },
	{ "special_biometric",
	    ("Attached is the paternity test result for Mr Lyall and baby "
	    "Jude.") },
	{ "special_biometric",
	    "Iris template of Edith Sim, enrolled 4 June." },
	{ "special_biometric",
	    "Kofi Asante's DNA profile is held by the lab." },
	{ "criminal",
	    ("Mr Quinn was convicted of assault in 2016 and served 18 "
	    "months.") },
	{ "criminal",
	    "Mr Quinn is on the sex offenders register." },
	{ "criminal",
	    ("Mr Quinn was released on licence from HMP Barlinnie on "
	    "Friday.") },
	{ "criminal",
	    "Mrs Tait has been charged with fraud and is on bail." },
	{ "criminal",
	    ("The disclosure shows that Mr Tait has two unspent "
	    "convictions for theft.") },
	{ "criminal",
	    ("He was arrested on Saturday and Mr Tait's solicitor will "
	    "write.") },
	{ "criminal",
	    ("Mr Rae is subject to a community payback order with 150 "
	    "hours.") },
	{ "criminal",
	    "Mr Rae is managed under MAPPA level 2." },
	{ "criminal",
	    "Liam has a conviction for possession with intent to supply." },
	{ "criminal",
	    "Mr Tait is just out of the Bar-L." },
	{ "criminal",
	    ("Robert Haldane was jailed for three years in 2014 for "
	    "robbery.") },
	{ "criminal",
	    "Mr Haldane is on bail and must not go near Mill Lane." },
	{ "criminal",
	    ("PVG result for Robert Haldane: barred from working with "
	    "children.") },
	{ "criminal",
	    ("Name: Robert Haldane\nUnspent convictions: breach of the "
	    "peace (2022)") },
	{ "criminal",
	    ("Mr Haldane pled guilty to assault to injury at Paisley "
	    "Sheriff Court.") },
	{ "criminal",
	    "Service user 881 has an electronic tag." },
	{ "criminal",
	    "Ms Haldane got a caution for shoplifting." },
	{ "criminal",
	    ("Police have charged Robert Haldane with threatening "
	    "behaviour.") },
	{ "criminal",
	    ("He has a restraining order against him, so Mr Haldane "
	    "cannot be housed in that street.") },
	{ "criminal",
	    ("My client Robert Haldane was sentenced to 18 months for "
	    "embezzlement.") },
	{ "criminal",
	    "There is an outstanding warrant for Mr Haldane." },
	{ "criminal",
	    ("Before you visit: Mr Tully has previous convictions for "
	    "assaulting staff.") },
	{ "criminal",
	    ("Scott's been lifted again. He is in the cells at Govan "
	    "until Monday, I mean Scott Tully.") },
	{ "criminal",
	    ("Jamie-Lee Rooney was found guilty of benefit fraud and got "
	    "120 hours of unpaid work.") },
	{ "criminal",
	    ("DBS for Amy Platt came back with a conviction for theft "
	    "from her employer.") },
	{ "criminal",
	    ("Mr Platt was liberated from HMP Low Moss yesterday and "
	    "needs a temporary flat.") },
	{ "criminal",
	    "Mr Platt is awaiting sentence for dangerous driving." },
	{ "criminal",
	    ("Our client (ref 7781) is subject to a sexual harm "
	    "prevention order.") },
	{ "criminal",
	    ("Applicant: Lee Platt\nDo you have any unspent convictions? "
	    "Yes - breach of the peace 2023") },
	{ "criminal",
	    "The police arrested Darren Platt for possession of heroin." },
	{ "criminal",
	    "Watch out, Stevie Gunn has done time for assault." },
	{ "criminal",
	    ("Mr Gunn's licence conditions forbid him to live within a "
	    "mile of the school.") },
	{ "criminal",
	    ("Ryan Gunn appeared at Falkirk Sheriff Court on Tuesday on "
	    "drugs charges and was remanded.") },
	{ "criminal",
	    "Tenant: Ryan Gunn. MAPPA level 2. Registered sex offender." },
	{ "criminal",
	    ("The PVG check for Helen Pratt showed a conviction for "
	    "wilful neglect in 2011.") },
	{ "criminal",
	    ("Kelly-Ann is on a CPO with 200 hours of unpaid work, says "
	    "Ms Gunn's solicitor.") },
	{ "criminal",
	    "Kofi Asante has been convicted of assault." },
	{ "criminal",
	    "Mr Laing is out on bail until the trial." },
	{ "criminal",
	    "Dougie Boyle is a registered sex offender." },
	{ "safeguarding",
	    "Miss Ross disclosed that her stepfather hits her." },
	{ "safeguarding",
	    ("Both of Mrs Ross's children are on the child protection "
	    "register.") },
	{ "safeguarding",
	    ("Ms Ross is fleeing domestic abuse and her new address must "
	    "not be released.") },
	{ "safeguarding",
	    "Mrs Innes was referred to MARAC on 3 May." },
	{ "safeguarding",
	    "An AP1 has been submitted for Mr Innes." },
	{ "safeguarding",
	    ("Jamie Innes is a looked-after child in a kinship placement "
	    "with Mrs Innes.") },
	{ "safeguarding",
	    ("Kayleigh told the youth worker that her stepdad has been "
	    "touching her.") },
	{ "safeguarding",
	    "We have made a referral to social work about Kayleigh Burns." },
	{ "safeguarding",
	    ("The Burns children have been removed from their mother's "
	    "care.") },
	{ "safeguarding",
	    "Kayleigh Burns is at risk of sexual exploitation." },
	{ "safeguarding",
	    ("Mrs Burns has moved to a refuge; her husband must not be "
	    "told where she is.") },
	{ "safeguarding",
	    "Adult protection case conference for Mr Cowan is on Monday." },
	{ "safeguarding",
	    "Ms Cowan disclosed that she was raped by her ex-partner." },
	{ "safeguarding",
	    ("Child: Tyler Burns\nChild protection status: registered "
	    "(neglect)") },
	{ "safeguarding",
	    "Mr Cowan is being financially abused by his nephew." },
	{ "safeguarding",
	    "Unexplained bruising was seen on Tyler's back." },
	{ "safeguarding",
	    "Tyler Burns lives with his gran under a kinship order." },
	{ "safeguarding",
	    "Non-molestation: Ms Cowan is a victim of domestic violence." },
	{ "safeguarding",
	    "Zainab is at risk of forced marriage." },
	{ "safeguarding",
	    ("I am worried about Ellie Frame. She came to the group with "
	    "bruises on her arms and said her dad did it.") },
	{ "safeguarding",
	    ("Case conference for the Frame children is on 12 May; both "
	    "are on the register.") },
	{ "safeguarding",
	    ("Mrs Odell's ex-husband has found out her new address and "
	    "she is terrified; police have put a marker on the house.") },
	{ "safeguarding",
	    ("Ellie Frame has been accommodated with foster carers since "
	    "Friday.") },
	{ "safeguarding",
	    ("Concern about Mr Peat: his son takes his pension and locks "
	    "him in his room.") },
	{ "safeguarding",
	    "Natalie Orde disclosed that her partner strangled her." },
	{ "safeguarding",
	    "IRD held today for Mason Reilly (6)." },
	{ "safeguarding",
	    ("Amina's family plan to take her to Pakistan to be married "
	    "against her will.") },
	{ "safeguarding",
	    ("Hannah (14) told her key worker that a man she met online "
	    "asked her for nude pictures.") },
	{ "safeguarding",
	    ("Mrs Pratt was in tears: her husband punched her and threw "
	    "her out with the baby.") },
	{ "safeguarding",
	    ("Please do not give Ms Pratt's address to anyone. Her ex is "
	    "looking for her.") },
	{ "safeguarding",
	    "MARAC discussion for Helen Pratt is on 4 June." },
	{ "safeguarding",
	    ("Social work have opened an adult protection investigation "
	    "into the carers of Mr Bain.") },
	{ "safeguarding",
	    ("Jude Sim is subject to a compulsory supervision order and "
	    "lives with his aunt.") },
	{ "safeguarding",
	    "Ivy Marsh disclosed domestic abuse by her partner." },
	{ "safeguarding",
	    "We have raised an AP1 for Mr Amin." },
	{ "tenancy_record",
	    ("Mr Kerr is in rent arrears of £842.11 and a notice of "
	    "proceedings was served on 3 March.") },
	{ "tenancy_record",
	    "Mrs Kerr, 4 Mill Lane, owes £1,204.50 in rent arrears." },
	{ "tenancy_record",
	    "Decree for eviction was granted against Mr Doyle." },
	{ "tenancy_record",
	    ("Mr Doyle has been reported for anti-social behaviour by "
	    "three neighbours; a warning was issued.") },
	{ "tenancy_record",
	    "Ms Grant made a homelessness application, which was refused." },
	{ "tenancy_record",
	    ("Mr Hughes agreed to pay £10 a week towards his former "
	    "tenant debt.") },
	{ "tenancy_record",
	    ("Mr Cowan's rent account is £612 in debit and he has not "
	    "kept to his arrangement.") },
	{ "tenancy_record",
	    ("Ms Cowan, tenancy ref 10442, was served with a notice of "
	    "proceedings on 4 May.") },
	{ "tenancy_record",
	    "Please evict Mr Boyle; decree was granted on 2 June." },
	{ "tenancy_record",
	    ("Neighbours at 12 Mill Lane have complained about loud "
	    "parties by Kelly Hart, and a final warning letter has been "
	    "issued.") },
	{ "tenancy_record",
	    ("Kelly Hart applied as homeless and was found intentionally "
	    "homeless.") },
	{ "tenancy_record",
	    ("Kelly Hart's housing benefit claim was refused so she owes "
	    "£480.") },
	{ "tenancy_record",
	    ("Dear Ms Hart, your rent account is in arrears by £480.22. A "
	    "notice of proceedings will be served in 14 days.") },
	{ "tenancy_record",
	    ("Kelly abandoned the tenancy and left a former tenant debt "
	    "of £2,300.") },
	{ "tenancy_record",
	    "Mr Cowan awarded 40 medical points on 3 June." },
	{ "tenancy_record",
	    ("Ms Rooney is eight weeks behind with her rent (£1,104.16) "
	    "and has broken two arrangements.") },
	{ "tenancy_record",
	    ("NOP served on Mr Tully, 3/2 14 Kirk Wynd, on 2 May. Balance "
	    "£930.50.") },
	{ "tenancy_record",
	    ("We have had six noise complaints about Jamie-Lee Rooney "
	    "since March and have issued a final warning.") },
	{ "tenancy_record",
	    ("The sheriff granted decree for recovery of possession "
	    "against Scott Tully.") },
	{ "tenancy_record",
	    ("Amy Platt presented as homeless last night and has been "
	    "offered a temporary flat.") },
	{ "tenancy_record",
	    ("Mr Anwar will be decanted to 9 Mill Lane while the floor is "
	    "replaced; he agreed on Monday.") },
	{ "tenancy_record",
	    ("Hi Jo\nTenancy 20441, Mr Hamid: £312.40 in arrears, DHP "
	    "refused.") },
	{ "tenancy_record",
	    ("Please note that Mrs Moyo's universal credit was stopped, "
	    "so she owes £640.") },
	{ "tenancy_record",
	    ("Rent arrears: Helen Pratt, £1,340.22. Notice expires 30 "
	    "June, then court.") },
	{ "tenancy_record",
	    ("Re 22 Harbour Rise, Mr Stoica: 3 ASB complaints upheld, "
	    "final warning issued 4 May.") },
	{ "tenancy_record",
	    ("We hold decree against Ms Gunn and the eviction is booked "
	    "for 12 June at 10 am.") },
	{ "tenancy_record",
	    "Mr Whyte has agreed to pay £5 per week off his arrears." },
	{ "tenancy_record",
	    ("Miss Laird is £456.20 in arrears and a notice was served on "
	    "1 May.") },
	{ "tenancy_record",
	    "Mr Asante was evicted on 3 June for anti-social behaviour." },
	{ NULL, NULL }
};

/* Of nobody, or of other things that are called so. */
static const char *const untold[] = {
	("Our epilepsy awareness training takes place on 4 June. "
	"Contact Mrs Kerr to book."),
	("Mrs Kerr will run the dementia friendly workshop in the "
	"hall."),
	"Dr Khan is a consultant psychiatrist at the Royal.",
	("Please read the attached mental health policy. Kind "
	"regards, Mr James Brown"),
	("One in four people will have a mental health problem in any "
	"year."),
	"12% of tenants said that they have a disability.",
	"Mr Brown asked about disabled access at the venue.",
	"Mr Black lives on Union Street.",
	"Mrs Gay Gordon will chair the meeting.",
	("We are an equal opportunities employer and welcome "
	"applications from LGBT people, disabled people and minority "
	"ethnic groups."),
	("Ethnic origin: White Scottish / White British / Pakistani / "
	"Indian / Other\nReligion: ________"),
	("If you are pregnant or have a heart condition please tell "
	"Mr Brown before the fire drill."),
	"Do you have a disability? Please tell Mrs Kerr.",
	("Mrs Kerr raised £500 for Cancer Research UK at the Race for "
	"Life."),
	"It was a stroke of luck that Mr Brown called.",
	"Mr Brown has been charged with leading the review.",
	"Mr Brown has custody of the documents.",
	("The sentence in paragraph 3 should be removed, said Mr "
	"Brown."),
	("Criminal record checks are required for this post; Mrs Kerr "
	"will send the forms."),
	"Mrs Kerr is the designated safeguarding lead.",
	"Our safeguarding policy was reviewed by Mrs Kerr in May.",
	("Rent arrears fell to 3.2% across the stock, Mr Brown told "
	"the board."),
	"The rent arrears policy was approved by Mr Brown.",
	"Mr Brown will deliver training on HIV and hepatitis C.",
	("World AIDS Day is on 1 December. Mr Brown is speaking about "
	"HIV stigma."),
	"Mrs Kerr has a strong conviction that we can win the tender.",
	"Mr Brown teaches at the Catholic school in Church Road.",
	"Mr Brown has had a very positive attitude.",
	"Mr Brown discharged the debt in full.",
	"Bail out the boat before Mr Brown arrives.",
	("The charity supports survivors of domestic abuse. Mr Brown "
	"is its director."),
	"Freddie Mercury was diagnosed with AIDS in 1987.",
	"Sherlock Holmes was addicted to cocaine.",
	"The condition of the roof is poor, Mr Brown says.",
	("Mr Brown is working from home. He is looking at the "
	"transition plan."),
	"Mr Brown is the union representative attending the meeting.",
	"Mr White and Mrs Brown visited the black door at number 7.",
	"Mr Brown has a black car.",
	"Mrs Kerr is leading on the LGBT history month event.",
	"Mrs Kerr is Scottish Power's account manager.",
	("Tenancy reference, rent and balance are shown on your "
	"statement."),
	("You will have experience of working with people with "
	"learning disabilities and mental health problems."),
	("Mr Brown has reported the noise levels at the boiler to the "
	"contractor."),
	"Mr Hill, the lift is disabled until Monday.",
	"Mrs Kerr is in charge of service charges.",
	"Mr Brown is out of the office. He is back on Monday.",
	"Mr Brown will be late because of a strike by rail workers.",
	("Dear Mr Brown, the support group for carers of people with "
	"dementia meets on Monday."),
	("The Royal College of Nursing is hosting a webinar on "
	"dementia care for nurses on 12 May. Speakers: Dr Anne Low "
	"and Mr James Petrie."),
	("Attached are the minutes. Mr Petrie asked whether the "
	"disability benefits leaflet could be translated."),
	("Mr Petrie, our energy adviser, will attend Wednesday's "
	"drop-in at the health centre."),
	("Thank you Agnes for organising the coffee morning for "
	"Macmillan. We raised £412."),
	("The survey shows that tenants with a long-term health "
	"condition are less likely to be satisfied."),
	("Dear Mrs Orr, please complete the enclosed equality "
	"monitoring form. Questions on ethnicity, religion and "
	"sexual orientation are optional."),
	("Name: ____________\nReligion: ____________\nEthnic origin: "
	"____________\nDisability: Yes / No"),
	"Name:\nDate of birth:\nMedical conditions:\nMedication:\nGP:",
	("Job title: Dementia Support Worker. Contact: Elaine Hay. "
	"Closing date 1 June."),
	("Elaine Hay has been appointed as our new Mental Health "
	"First Aid trainer."),
	"Elaine Hay\nCancer Support Manager\nWaverley Care",
	("The lift at 12 Mill Lane is disabled for repair, says Tom "
	"Reid."),
	("Sam has disabled the account because the password had "
	"expired."),
	"Tom was sick of waiting for the joiner.",
	"Tom Reid has a stable job and a positive attitude.",
	"Kate Black and Peter White from English Heritage will visit.",
	"Tom lives in Polish Club Road above the Indian restaurant.",
	"Mr Polish asked for a French polisher.",
	"Tom will bring the Chinese takeaway.",
	"Margaret Gay has replaced John Church as secretary.",
	"Mr Christian thanked Mrs Pope and Rev Bishop.",
	"The Pride lunch is on Friday, Kevin is coming.",
	"Kevin's paper is on HIV prevention in southern Africa.",
	("The lesbian and gay switchboard has a new number, Kevin "
	"tells me."),
	("The board noted the gender pay gap report, presented by Ms "
	"Taylor."),
	"Ms Taylor leads the transition to Universal Credit.",
	"Chloe, the transition plan for the IT project is attached.",
	"Mr Reid will join the Teams call from Union Street.",
	"Can you ask Colin to unite the two spreadsheets?",
	"Colin voted for the blue logo.",
	"The members voted for Mr Leckie as chair of the committee.",
	"Mr Leckie MSP visited our new development on Friday.",
	"Cllr Andrew Leckie (SNP) will open the new play park.",
	"Liam's phone has a fingerprint sensor.",
	"Innovation is in Liam's DNA.",
	"Liam charged £40 for the call-out.",
	"Mr Haldane was charged £40 for the replacement key.",
	"Ms Haldane's sentence in the second paragraph is too long.",
	"Tom has been released from the project to work on the audit.",
	"The court order form was posted by Ms Low.",
	("Robert will lead the theft prevention workshop at the "
	"police station."),
	("All staff must have a PVG. Kirsty will send the disclosure "
	"form."),
	"Kirsty attends child protection training on 3 June.",
	"Elaine is our child protection officer.",
	("Elaine will update the adult support and protection "
	"procedure."),
	"Tyler wants to be a social worker.",
	"Zainab wrote the forced marriage guidance for staff.",
	("Rent arrears across the association stand at 3.4% or "
	"£412,000, Ms Low reported."),
	"The average rent arrears per tenant was £212.",
	"Mr Low is paid monthly in arrears.",
	("Kelly drafted the eviction policy that was granted approval "
	"by the board."),
	("Mental Health Act 1983: a person is detained if two doctors "
	"agree."),
	("If an employee is diagnosed with cancer, the manager should "
	"contact HR (Ann Bell)."),
	("Employees who are pregnant must tell their manager in "
	"writing."),
	("The tenant must not harass neighbours. The tenant is "
	"responsible for anti-social behaviour of visitors."),
	("She is a consultant in palliative care at the Beatson, Ann "
	"says."),
	("In the novel, Mrs Rochester is mentally ill and is kept in "
	"the attic."),
	"Hamlet is depressed and Ophelia dies.",
	"Tom's talk was about living with autism.",
	("Please wish Tom luck, he runs the London Marathon for the "
	"MS Society."),
	"Ann asked if we should buy a wheelchair for visitors.",
	"The wheelchair ramp at Mill Lane is finished, Tom confirmed.",
	("Tom ordered three hearing loops and an insulin fridge for "
	"the clinic."),
	("Ann, the roof is in poor condition and Mr Boyle has "
	"reported damp."),
	("Our church hall is booked by Rev Smith for the Catholic "
	"Women's League."),
	("Tom Reid, Head of Diversity, said that Black and minority "
	"ethnic applicants are welcome."),
	("The prison reform trust invites Mr Low to its annual "
	"lecture."),
	"Mr Low's bail-out plan for the bank is debated on page 3.",
	"Ms Low has been sentenced to do the dishes again, ha ha.",
	"I am sick of this printer, it has eaten my paper again.",
	"I have a cold so will work from home.",
	"My transition to the new role is going well.",
	"Ms Low's union of two teams has been a success.",
	"Tom is blind copied so please reply to all.",
	"Ann turned a blind eye to the late invoice.",
	("Tom's new baby arrived on Saturday. Mother and baby are "
	"both well."),
	"Mr Low and his wife are on holiday until Monday.",
	("Sorry, I was stuck in a meeting at the hospital about the "
	"new lease."),
	"Dr Low, GP at the Mill Lane practice, will speak at our AGM.",
	("Ann is back from maternity cover and will take over the "
	"rota."),
	("Ms Low works for Women's Aid and Mr Reid for the Scottish "
	"Prison Service."),
	("Hello all,\n\nMental Health Awareness Week starts on 12 "
	"May. Join us for a walk and a cup of tea. If you are "
	"struggling, speak to your manager or call Samaritans on 116 "
	"123.\n\nThanks,\nPaul Lennox\nWellbeing Lead"),
	("Job vacancy: Support Worker (Addictions). You will support "
	"people with alcohol and drug problems. Experience of "
	"working with offenders is desirable. Apply to Mrs Helen "
	"Grieve by 4 June."),
	("Minutes. Present: Mr Anwar (chair), Ms Doyle, Mrs Obi. Item "
	"4: disability adaptations budget. Ms Doyle reported that 14 "
	"wet rooms were fitted. Item 5: arrears. Performance at 3.1%."),
	("Dear Mr Anwar, thank you for attending our Deaf Awareness "
	"session. Please find your certificate attached."),
	("Equal opportunities: we do not discriminate on grounds of "
	"age, disability, gender reassignment, marriage, pregnancy, "
	"race, religion or belief, sex or sexual orientation. "
	"Contact Joanne Weir."),
	("Joanne Weir is speaking at the Autism Scotland conference "
	"on 9 June."),
	("Stats for the ARC: 31% of new tenants declared a "
	"disability, 12% are from a minority ethnic background and "
	"4% identify as LGB."),
	("Fire safety: residents who use a wheelchair should tell the "
	"concierge, Mr Platt, so that a personal evacuation plan can "
	"be made."),
	("Thanks Nadia, the genetic algorithm finished overnight and "
	"the carrier has delivered the parts."),
	("The new door system uses fingerprints. Greg Tully will show "
	"you how it works on Monday."),
	("Ian Pirie asked me to say that the Labour group meeting has "
	"moved to room 2."),
	("Mr Pirie thinks the party wall notice should be served by "
	"Friday."),
	("Craig Hume booked the Union Street office for the board "
	"meeting."),
	("The trade union consultation on the restructure ends on 3 "
	"May. Questions to Alison Weir, HR."),
	("Rev Docherty will lead the carol service in St Mary's "
	"Catholic Church."),
	("Christmas party: halal and kosher options available, please "
	"tell Noor by Friday."),
	"Mr Gill's taxi firm runs a Polish speaking service.",
	"Ling's Chinese New Year lunch is on Friday.",
	("Haile Stores: black bin bags, white paint, 2 boxes of Irish "
	"linen. Signed Mr Bello."),
	"Robin wrote the leaflet on trans inclusion in sport.",
	("Jordan's transition plan from school to college was "
	"discussed: timetable, bus pass, laptop."),
	"Aidan and Nicola are running the Pride stall.",
	("Thank you for the lecture, Dr Zulu. The section on HIV "
	"transmission was excellent."),
	"Mr Chanda is the new chair of the HIV charity.",
	("Beth, the PEP meeting for the school pupils is moved to 3 "
	"pm."),
	("Please remind Marcus that prep for the exam starts on "
	"Monday."),
	("The sexual health drop-in at the Sandyford is open on "
	"Tuesdays; Shona has posters."),
	("Amy Platt has passed her probation and her sentence "
	"structure has improved a lot."),
	("Darren charged his phone in the police station while he was "
	"waiting."),
	"Lee is on the prison reform working group.",
	"Could Jamie-Lee put a fraud warning on the website?",
	"Scott released the new version and broke the build.",
	("Ellie Frame has completed her child protection course, "
	"level 2."),
	("If you think that a child is at risk of harm call social "
	"work on 0141 287 0555 or tell Natalie, our safeguarding "
	"lead."),
	("Natalie Orde presented the domestic abuse strategy to the "
	"committee."),
	"Mr Peat neglected to sign the form.",
	"Mason abused the coffee machine again.",
	"The exploit abuses a flaw in the parser, Mason wrote.",
	("Ms Rooney, the rent review letter goes out on Friday. The "
	"average rent will be £92.40."),
	("Scott Tully has updated the arrears procedure. Notices of "
	"proceedings must be signed by two officers."),
	("Amy, could you chase the contractor about the noise "
	"complaint at the plant room? The pump was served last week."),
	"Paul's invoice is paid monthly in arrears.",
	("The lift condition survey is attached. Mr Anwar recommends "
	"treatment of the dry rot."),
	("Leanne, the sensors have been diagnosed with a firmware "
	"fault."),
	("Yusuf Demir ran the London Marathon in aid of Alzheimer "
	"Scotland."),
	"Ewan's tests passed: 341 of 341. The build has recovered.",
	("I have a question about the disability benefits leaflet, "
	"can Farah help?"),
	"Gordon is allergic to spreadsheets, as you know.",
	"Congratulations to Colette on her new baby girl!",
	("Kyle, the server is suffering from a memory leak and has "
	"lost its mind again."),
	("Our patient participation group meets on 3 June; Dr Hamid "
	"will talk about diabetes."),
	"Ms Doyle is our mental health champion.",
	("Dear Mrs Lennox,\n\nYour annual gas safety check is due. "
	"Please tell us if anyone in the household has a disability "
	"or a medical condition that we should know about."),
	("Person specification: applicants must have a full driving "
	"licence and an understanding of dementia. Contact Ewan "
	"Petrie."),
	("Dr Demir, Consultant Oncologist, Beatson West of Scotland "
	"Cancer Centre"),
	"Farah Ali\nMental Health Nurse\nNHS Lothian",
	("In the film, Rocky is addicted to heroin and goes to "
	"prison. Colette loved it."),
	("The stroke association shop on Kirk Wynd needs volunteers, "
	"says Mrs Lennox."),
	("Ralph is bringing his guide dog puppy to the office; it "
	"will be trained for Guide Dogs for the Blind."),
	("The consultant Mr Novak has admitted that the survey of the "
	"hospital site was late."),
	"Mrs Obi attends the gym at the health centre on Mondays.",
	"Thanks for the wheelchair tennis photos, Patience.",
	("Hi Ruth,\n\nThe Priory Road job is done. Iain fixed the "
	"door and Callum painted the hall white.\n\nBest\nKen"),
	("Our annual report is out. 412 tenants got help with "
	"benefits such as PIP and Universal Credit, and £1.2 million "
	"was gained. Read the story of the advice team on page 6."),
	("Notice: the lift at Harbour Rise is out of order. If you "
	"have mobility problems please ring Gordon Mackay on 0141 "
	"496 0111."),
	("Dear volunteers,\n\nOur dementia café is back on Thursday. "
	"Beatrix Holm will play the piano."),
	("Privacy notice. We may hold information about your health, "
	"ethnic origin, religion, sexual orientation and criminal "
	"convictions. Our data protection officer is Helen Pratt."),
	("Absence policy: an employee who is off sick for more than "
	"seven days must send a fit note to Sunita Rao in HR."),
	("Agenda: 1 Apologies (Mr Whyte) 2 Minutes 3 Safeguarding "
	"update 4 Arrears report 5 Disability access audit 6 AOB"),
	("Ryan Gunn, Falkirk Council's criminal justice manager, will "
	"join us at 2."),
	("Helen Pratt gave evidence to the parliament about domestic "
	"abuse services."),
	("Do you know someone who is HIV positive and needs advice? "
	"Call Waverley Care."),
	("Press release: New figures show a rise in racist attacks. "
	"\"We will not tolerate it,\" said chief executive Omar "
	"Saleh."),
	"Mrs Osborne, thanks for the gluten-free cakes!",
	("Hector, please book the blue room for the autism awareness "
	"talk."),
	("The conference on prisons: Stevie Gunn (chair), Kelly-Ann "
	"Low, Prof Edith Sim. Coffee at 10."),
	("Miss Brand's report on anorexia in teenagers was published "
	"in the BMJ."),
	("Union budget: Pat, can you check the figures for the credit "
	"union grant?"),
	("The election is on Thursday. Callum will take the polling "
	"cards to the hall."),
	("Imran's presentation about gay rights in the workplace is "
	"at noon."),
	("Morgan ordered non-binary file viewers... I mean hex "
	"editors."),
	("Leigh is looking after the transition to the new phone "
	"system."),
	"Mo is the race director of the Kirkview 10K.",
	"Rivka has booked the kosher caterer for the conference.",
	"Mr Sandhu runs the Indian restaurant on Union Street.",
	("Is the church hall free on Friday? Imelda needs it for the "
	"Brownies."),
	("The judge found for the association: no order for expenses, "
	"said Ms Gunn, our solicitor."),
	("Mr Lyall wants to know whether the paternity leave policy "
	"has changed."),
	"Edith, your fingerprints are all over this draft, well done!",
	"Jude's school trip form needs an emergency contact.",
	"Hannah passed her safeguarding level 1 quiz.",
	("Tenancy sustainment officer wanted. You will manage arrears "
	"and anti-social behaviour cases. Ask Mr Stoica about the "
	"role."),
	("Dear tenant, from 1 April your rent will be £412.20 a "
	"month. If you are in arrears please contact Ms Gunn."),
	("Form: Name: ........ Disability: ........ Religion: "
	"........ Return to Mr Whyte."),
	("I have attached the consultation on the Mental Health Bill. "
	"Responses to Fiona Muir by Friday."),
	("Deborah, the printer has had a stroke and the scanner is "
	"blind. Please call IT."),
	"Oliwia wrote the new leaflet on PrEP and condoms.",
	("Ken's paper cites Smith v Jones, in which the accused was "
	"convicted of fraud."),
	("In 1820 John Baird and Andrew Hardie were convicted of "
	"treason and hanged at Stirling."),
	"Robert Burns was treated for rheumatism at the Brow Well.",
	("Mr Rafiq installs stairlifts and hoists. His number is 0141 "
	"496 0123."),
	"Mrs Chisholm sits on the disability panel of the council.",
	("Lorraine will be the case study author; no real names are "
	"used."),
	"Mr Amin will train staff in dementia care.",
	"Shirley Boyle runs our cancer support café.",
	"Derrick Osei spoke at the World AIDS Day vigil.",
	("Robert is the author of a history of the gay rights "
	"movement."),
	"Our trans inclusion policy was written by Ellis Byrne.",
	"The Black History Month event is hosted by Mr Asante.",
	"Farzana Begum teaches English to refugees.",
	"Mr Goldberg is giving a talk on Jewish history.",
	"Gillian Marsh chairs the trade union liaison committee.",
	"Mr Goldberg, the polling station is at the church hall.",
	"Kofi Asante works in the DNA lab at the university.",
	("Dougie Boyle has been charged with updating the asset "
	"register."),
	"Mr Laing teaches criminal law.",
	"Ivy Marsh leads on our domestic abuse policy.",
	"Mr Amin asked for the rent arrears statistics by Friday.",
	"Disabled parking bays will be repainted on Monday, says Pam.",
	"Miss Laird has a stable internet connection now.",
	("One in three tenants has arrears; Mr Asante presented the "
	"figures."),
	"Pam has lost her keys and her patience.",
	"Robert has been transferred to the Leith office.",
	NULL
};

static const char *const judges[] = { "special_health", "special_hiv",
	"special_sexuality", "special_gender", "special_ethnicity",
	"special_religion", "special_union", "special_politics",
	"special_biometric", "criminal", "safeguarding", "tenancy_record",
	NULL };

static bool
is_judge(struct slice id)
{
	size_t i;

	for (i = 0; judges[i] != NULL; i++)
		if (slice_eq_str(id, judges[i]))
			return true;
	return false;
}

/* One plan for all texts, and a run for each. */
static void
scan_again(struct scan *s, struct slice text)
{
	arena_free(s->arena);
	s->arena = arena_new(MESSAGE_ARENA_MAX);
	s->run = detect_run_new(s->plan, s->arena);
	ck_assert_ptr_nonnull(s->run);
	scan_body(s, text);
}

/* The highest tier of a judge, or of any (NULL); no mask may show a word. */
static int
tier_of(const struct scan *s, const char *id)
{
	size_t i;
	int tier;

	tier = 0;
	for (i = 0; i < s->count; i++) {
		if (!is_judge(s->list[i].detector) || (id != NULL &&
		    !slice_eq_str(s->list[i].detector, id)))
			continue;
		ck_assert_uint_eq(s->list[i].mask.len, 0);
		if (s->list[i].tier > tier)
			tier = s->list[i].tier;
	}
	return tier;
}

START_TEST(test_told)
{
	struct scan s;
	size_t i;

	scan_begin(&s, "");
	for (i = 0; told[i].detector != NULL; i++) {
		scan_again(&s, slice_str(told[i].text));
		ck_assert_msg(tier_of(&s, told[i].detector) >= 2,
		    "%s not found: %s", told[i].detector, told[i].text);
	}
	scan_end(&s);
}
END_TEST

START_TEST(test_untold)
{
	struct scan s;
	size_t i;

	scan_begin(&s, "");
	for (i = 0; untold[i] != NULL; i++) {
		scan_again(&s, slice_str(untold[i]));
		ck_assert_msg(tier_of(&s, NULL) == 0, "%s found: %s",
		    s.count > 0 ? arena_str(s.arena, s.list[0].detector) : "",
		    untold[i]);
	}
	scan_end(&s);
}
END_TEST

/* Tiers: a name makes it certain, a pronoun likely; people count, not words. */
START_TEST(test_tiers)
{
	struct scan s;
	size_t i, n;

	scan_begin(&s, "");
	scan_again(&s, SLICE("Mrs Kerr has epilepsy."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 3);
	scan_again(&s, SLICE("I saw Mrs Kerr today. She has epilepsy."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 2);
	scan_again(&s, SLICE("She has epilepsy."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 0);
	scan_again(&s, SLICE("I was diagnosed with epilepsy in May."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 2);
	scan_again(&s, SLICE("Mrs Kerr has epilepsy. Mrs Kerr has asthma. "
	    "Mr Brown has asthma."));
	for (i = n = 0; i < s.count; i++)
		n += slice_eq_str(s.list[i].detector, "special_health");
	ck_assert_uint_eq(n, 2);
	scan_end(&s);
}
END_TEST

/* Capitals of the list are capitals of the text. */
START_TEST(test_capitals)
{
	struct scan s;

	scan_begin(&s, "");
	scan_again(&s, SLICE("Mrs Kerr has MS."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 3);
	scan_again(&s, SLICE("Mrs Kerr has ms."));
	ck_assert_int_eq(tier_of(&s, "special_health"), 0);
	scan_end(&s);
}
END_TEST

static struct text_unit
cell(size_t from, size_t to, uint32_t row, const char *header)
{
	struct text_unit u;

	memset(&u, 0, sizeof u);
	u.from = from;
	u.to = to;
	u.where = FINDING_BODY;
	u.row = row;
	u.header = slice_str(header);
	return u;
}

/* Name, value; Name, value; ... one row each, under these headers. */
static int
table_tier(const char *id, const char *const *cells, size_t rows,
    const char *name, const char *header)
{
	static const char columns[] = "list columns of terms {\n"
	    " person name\n person tenant\n debt arrears\n}\n";
	struct text_unit units[32];
	struct scan s;
	struct buf b;
	size_t i, from;
	int tier;

	ck_assert_uint_le(rows * 2, sizeof units / sizeof *units);
	buf_init(&b, 4096);
	for (i = 0; i < rows * 2; i++) {
		from = b.len;
		ck_assert_int_eq(buf_puts(&b, cells[i]), 0);
		units[i] = cell(from, b.len, (uint32_t)(i / 2) + 2,
		    i % 2 == 0 ? name : header);
		ck_assert_int_eq(buf_puts(&b, "\n"), 0);
	}
	scan_begin(&s, columns);
	scan_units(&s, buf_slice(&b), units, rows * 2, "1");
	tier = tier_of(&s, id);
	scan_end(&s);
	buf_free(&b);
	return tier;
}

/* A register of three is certain, of fewer likely; blanks fill no cell. */
START_TEST(test_tables)
{
	static const char *const faith[] = { "Levy", "Jewish", "Khan",
		"Muslim", "Bell", "Pastafarian" };
	static const char *const blank[] = { "Levy", "None", "Khan",
		"Prefer not to say", "Bell", "n/a" };
	static const char *const debt[] = { "Levy", "842.11", "Khan",
		"12.40", "Bell", "arrears 1,204.00" };
	static const char *const car[] = { "Levy", "scratched", "Khan",
		"good", "Bell", "as new" };

	ck_assert_int_eq(table_tier("special_religion", faith, 3, "Name",
	    "Religion"), 3);
	ck_assert_int_eq(table_tier("special_religion", faith, 2, "Name",
	    "Religion"), 2);
	ck_assert_int_eq(table_tier("special_religion", blank, 3, "Name",
	    "Religion"), 0);
	ck_assert_int_eq(table_tier("special_religion", faith, 3, "Street",
	    "Religion"), 0);
	ck_assert_int_eq(table_tier("tenancy_record", debt, 3, "Tenant",
	    "Arrears"), 3);
	ck_assert_int_eq(table_tier("tenancy_record", debt, 3, "Property",
	    "Arrears"), 0);
	ck_assert_int_eq(table_tier("special_health", car, 3, "Name",
	    "Condition"), 0);
}
END_TEST

static const struct {
	const char *name, *text;
	size_t padding;
	enum finding_where where;
	int tier;
} lengths[] = {
	{ "a letter", "Mrs Okafor came by. She has schizophrenia.", 4000,
	    FINDING_BODY, 2 },
	{ "a newsletter", "Mrs Okafor came by. She has schizophrenia.", 9000,
	    FINDING_BODY, 1 },
	{ "a long document", "Mrs Okafor came by. She has schizophrenia.",
	    9000, FINDING_ATTACHMENT, 2 },
	{ "a name in a newsletter", "Mrs Okafor has schizophrenia.", 9000,
	    FINDING_BODY, 3 },
};

/* In a long body, only who is named is somebody. */
START_TEST(test_length)
{
	static const char filler[] = "The roof was mended in the spring. ";
	struct buf text = BUF_INIT(MIB);
	struct text_unit unit;
	struct scan s;
	size_t i;
	int tier = 0;

	while (text.len < lengths[_i].padding)
		buf_puts(&text, filler);
	buf_puts(&text, lengths[_i].text);
	memset(&unit, 0, sizeof unit);
	unit.to = text.len;
	unit.where = lengths[_i].where;
	scan_begin(&s, "");
	scan_units(&s, buf_slice(&text), &unit, 1, "1");
	for (i = 0; i < s.count; i++)
		if (slice_eq_str(s.list[i].detector, "special_health") &&
		    s.list[i].tier > tier)
			tier = s.list[i].tier;
	ck_assert_msg(tier == lengths[_i].tier, "%s: %d", lengths[_i].name,
	    tier);
	scan_end(&s);
	buf_free(&text);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "told", test_told, 0 },
		{ "untold", test_untold, 0 },
		{ "tiers", test_tiers, 0 },
		{ "capitals", test_capitals, 0 },
		{ "tables", test_tables, 0 },
		{ "length", test_length, N_OF(lengths) },
		{ NULL, NULL, 0 },
	};

	return unit_main("about", suite);
}
