/* SPDX-License-Identifier: ISC
 *
 * cipher_vectors.h - known answers of the ciphers: key and salt, IV, plaintext -> ciphertext | ICV.
 * Each was checked with OpenSSL or Python's hmac before it was typed in.
 */
#ifndef CIPHER_VECTORS_H
#define CIPHER_VECTORS_H

struct cipher_vector {
	unsigned id;
	const char *source, *key, *iv, *aad, *plain, *cipher;	/* hex */
};

static const struct cipher_vector cipher_vectors[] = {
	{
		.id = 20,
		.source = "NIST gcmEncryptExtIV128 96/128/128/128 count 0",
		.key = "c939cc13397c1d37de6ae0e1cb7c423cb3d8cc01",
		.iv = "7cbb89b39e0f67e2",
		.aad = "24825602bd12a984e0092d3e448eda5f",
		.plain = "c3b3c41f113a31b73d9a5cd432103069",
		.cipher = 
			"93fe7d9e9bfd10348a5606e5cafa73540032a1dc85f1c9786925a2e71d8272dd",
	},
	{
		.id = 19,
		.source = "NIST gcmEncryptExtIV128 96/128/128/128 count 0",
		.key = "c939cc13397c1d37de6ae0e1cb7c423cb3d8cc01",
		.iv = "7cbb89b39e0f67e2",
		.aad = "24825602bd12a984e0092d3e448eda5f",
		.plain = "c3b3c41f113a31b73d9a5cd432103069",
		.cipher = "93fe7d9e9bfd10348a5606e5cafa73540032a1dc85f1c9786925a2e7",
	},
	{
		.id = 18,
		.source = "NIST gcmEncryptExtIV128 96/128/128/128 count 0",
		.key = "c939cc13397c1d37de6ae0e1cb7c423cb3d8cc01",
		.iv = "7cbb89b39e0f67e2",
		.aad = "24825602bd12a984e0092d3e448eda5f",
		.plain = "c3b3c41f113a31b73d9a5cd432103069",
		.cipher = "93fe7d9e9bfd10348a5606e5cafa73540032a1dc85f1c978",
	},
	{
		.id = 20,
		.source = "NIST gcmEncryptExtIV256 96/128/128/128 count 0",
		.key = 
			"92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08bac93a1a6",
		.iv = "145299bde902f21a",
		.aad = "1e0889016f67601c8ebea4943bc23ad6",
		.plain = "2d71bcfa914e4ac045b2aa60955fad24",
		.cipher = 
			"8995ae2e6df3dbf96fac7b7137bae67feca5aa77d51d4a0a14d9c51e1da474ab",
	},
	{
		.id = 19,
		.source = "NIST gcmEncryptExtIV256 96/128/128/128 count 0",
		.key = 
			"92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08bac93a1a6",
		.iv = "145299bde902f21a",
		.aad = "1e0889016f67601c8ebea4943bc23ad6",
		.plain = "2d71bcfa914e4ac045b2aa60955fad24",
		.cipher = "8995ae2e6df3dbf96fac7b7137bae67feca5aa77d51d4a0a14d9c51e",
	},
	{
		.id = 18,
		.source = "NIST gcmEncryptExtIV256 96/128/128/128 count 0",
		.key = 
			"92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08bac93a1a6",
		.iv = "145299bde902f21a",
		.aad = "1e0889016f67601c8ebea4943bc23ad6",
		.plain = "2d71bcfa914e4ac045b2aa60955fad24",
		.cipher = "8995ae2e6df3dbf96fac7b7137bae67feca5aa77d51d4a0a",
	},
	{
		.id = 20,
		.source = "GCM specification, test case 4",
		.key = "feffe9928665731c6d6a8f9467308308cafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b2"
			"5466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95a"
			"e7121a47",
	},
	{
		.id = 19,
		.source = "GCM specification, test case 4",
		.key = "feffe9928665731c6d6a8f9467308308cafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b2"
			"5466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95a",
	},
	{
		.id = 18,
		.source = "GCM specification, test case 4",
		.key = "feffe9928665731c6d6a8f9467308308cafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b2"
			"5466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db",
	},
	{
		.id = 20,
		.source = "GCM specification, test case 16",
		.key = 
			"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308cafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48"
			"590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853"
			"bb2d551b",
	},
	{
		.id = 19,
		.source = "GCM specification, test case 16",
		.key = 
			"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308cafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48"
			"590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853",
	},
	{
		.id = 18,
		.source = "GCM specification, test case 16",
		.key = 
			"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308cafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48"
			"590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768",
	},
	{
		.id = 20,
		.source = "GCM specification, test case 1: nothing",
		.key = "0000000000000000000000000000000000000000",
		.iv = "0000000000000000",
		.aad = "",
		.plain = "",
		.cipher = "58e2fccefa7e3061367f1d57a4e7455a",
	},
	{
		.id = 19,
		.source = "GCM specification, test case 1: nothing",
		.key = "0000000000000000000000000000000000000000",
		.iv = "0000000000000000",
		.aad = "",
		.plain = "",
		.cipher = "58e2fccefa7e3061367f1d57",
	},
	{
		.id = 18,
		.source = "GCM specification, test case 1: nothing",
		.key = "0000000000000000000000000000000000000000",
		.iv = "0000000000000000",
		.aad = "",
		.plain = "",
		.cipher = "58e2fccefa7e3061",
	},
	{
		.id = 20,
		.source = "GCM specification, test case 10",
		.key = "feffe9928665731c6d6a8f9467308308feffe9928665731ccafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00"
			"c144c525ac619d18c84a3f4718e2448b2fe324d9ccda27102519498e80f1478f37ba55bd"
			"6d27618c",
	},
	{
		.id = 19,
		.source = "GCM specification, test case 10",
		.key = "feffe9928665731c6d6a8f9467308308feffe9928665731ccafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00"
			"c144c525ac619d18c84a3f4718e2448b2fe324d9ccda27102519498e80f1478f37ba55bd",
	},
	{
		.id = 18,
		.source = "GCM specification, test case 10",
		.key = "feffe9928665731c6d6a8f9467308308feffe9928665731ccafebabe",
		.iv = "facedbaddecaf888",
		.aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		.plain = 
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95"
			"956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
		.cipher = 
			"3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00"
			"c144c525ac619d18c84a3f4718e2448b2fe324d9ccda27102519498e80f1478f",
	},
	{
		.id = 28,
		.source = "RFC 8439 2.8.2",
		.key = 
			"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f07000000",
		.iv = "4041424344454647",
		.aad = "50515253c0c1c2c3c4c5c6c7",
		.plain = 
			"4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66"
			"202739393a204966204920636f756c64206f6666657220796f75206f6e6c79206f6e6520"
			"74697020666f7220746865206675747572652c2073756e73637265656e20776f756c6420"
			"62652069742e",
		.cipher = 
			"d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e"
			"8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c"
			"9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d265"
			"86cec64b61161ae10b594f09e26a7e902ecbd0600691",
	},
	{
		.id = 28,
		.source = "RFC 7634 appendix A",
		.key = 
			"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3",
		.iv = "1011121314151617",
		.aad = "0102030400000005",
		.plain = 
			"45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec1000073627"
			"08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b"
			"2c2d2e2f303132333435363701020204",
		.cipher = 
			"24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c614ee8099"
			"d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3cbec163fac469b50"
			"2773f6fb94e664da9165b82829f641e076aaa8266b7fb0f7b11b369907e1ad43",
	},
	{
		.id = 16,
		.source = "OpenSSL: CCM L=4, 24 bytes",
		.key = "404142434445464748494a4b4c4d4e4fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "0001020304050607",
		.plain = "202122232425262728292a2b2c2d2e2f3031323334353637",
		.cipher = 
			"dd863202fb9c2cd90eb8f70c12d1a78df09f83b3d7e0c51e18df09204df72b19f5934c95"
			"17f7b092",
	},
	{
		.id = 15,
		.source = "OpenSSL: CCM L=4, 24 bytes",
		.key = "404142434445464748494a4b4c4d4e4fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "0001020304050607",
		.plain = "202122232425262728292a2b2c2d2e2f3031323334353637",
		.cipher = 
			"dd863202fb9c2cd90eb8f70c12d1a78df09f83b3d7e0c51ee388962eb7e3e09a6bdf0186",
	},
	{
		.id = 14,
		.source = "OpenSSL: CCM L=4, 24 bytes",
		.key = "404142434445464748494a4b4c4d4e4fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "0001020304050607",
		.plain = "202122232425262728292a2b2c2d2e2f3031323334353637",
		.cipher = 
			"dd863202fb9c2cd90eb8f70c12d1a78df09f83b3d7e0c51eeceec3e089248a7e",
	},
	{
		.id = 16,
		.source = "OpenSSL: CCM L=4, 33 bytes, AES-256",
		.key = 
			"404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		.plain = 
			"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40",
		.cipher = 
			"0b771ed01dd1e883eef1ec6b6a38a8e54bfd53a024cbadd01a57a0952ba0f8ec50fd41ce"
			"8ce928f74b4567cec4a7f587ec",
	},
	{
		.id = 15,
		.source = "OpenSSL: CCM L=4, 33 bytes, AES-256",
		.key = 
			"404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		.plain = 
			"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40",
		.cipher = 
			"0b771ed01dd1e883eef1ec6b6a38a8e54bfd53a024cbadd01a57a0952ba0f8ec50286ee1"
			"52f9f9ae6887ed0a19",
	},
	{
		.id = 14,
		.source = "OpenSSL: CCM L=4, 33 bytes, AES-256",
		.key = 
			"404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		.plain = 
			"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40",
		.cipher = 
			"0b771ed01dd1e883eef1ec6b6a38a8e54bfd53a024cbadd01a57a0952ba0f8ec5095fd5b"
			"c9c550bb80",
	},
	{
		.id = 16,
		.source = "OpenSSL: CCM L=4, no AAD, AES-192",
		.key = "404142434445464748494a4b4c4d4e4f5051525354555657a0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "",
		.plain = "202122232425262728292a2b2c2d2e2f",
		.cipher = 
			"129afa89370a0376c49a8d3824035ea847decff74380ff97980330238dfb9288",
	},
	{
		.id = 15,
		.source = "OpenSSL: CCM L=4, no AAD, AES-192",
		.key = "404142434445464748494a4b4c4d4e4f5051525354555657a0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "",
		.plain = "202122232425262728292a2b2c2d2e2f",
		.cipher = "129afa89370a0376c49a8d3824035ea8d1b393d7e470d6a9ee0b8df9",
	},
	{
		.id = 14,
		.source = "OpenSSL: CCM L=4, no AAD, AES-192",
		.key = "404142434445464748494a4b4c4d4e4f5051525354555657a0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "",
		.plain = "202122232425262728292a2b2c2d2e2f",
		.cipher = "129afa89370a0376c49a8d3824035ea88c3b475539aae085",
	},
	{
		.id = 16,
		.source = "OpenSSL: CCM L=4, nothing to encrypt",
		.key = "404142434445464748494a4b4c4d4e4fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "000102030405060708090a0b0c0d",
		.plain = "",
		.cipher = "2cf2a212afbb21a275ffc400c4ed9c2a",
	},
	{
		.id = 15,
		.source = "OpenSSL: CCM L=4, nothing to encrypt",
		.key = "404142434445464748494a4b4c4d4e4fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "000102030405060708090a0b0c0d",
		.plain = "",
		.cipher = "8d07de4084d5a27e007574d2",
	},
	{
		.id = 14,
		.source = "OpenSSL: CCM L=4, nothing to encrypt",
		.key = "404142434445464748494a4b4c4d4e4fa0a1a2",
		.iv = "a3a4a5a6a7a8a9aa",
		.aad = "000102030405060708090a0b0c0d",
		.plain = "",
		.cipher = "d54d70c6e74a2976",
	},
	{
		.id = 12,
		.source = "RFC 3602 4 case 1",
		.key = "06a9214036b8a15b512e03d534120006",
		.iv = "3dafba429d9eb430b422da802c9fac41",
		.aad = "",
		.plain = "53696e676c6520626c6f636b206d7367",
		.cipher = "e353779c1079aeb82708942dbe77181a",
	},
	{
		.id = 12,
		.source = "RFC 3602 4 case 2",
		.key = "c286696d887c9aa0611bbb3e2025a45a",
		.iv = "562e17996d093d28ddb3ba695a2e6f58",
		.aad = "",
		.plain = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		.cipher = 
			"d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1",
	},
	{
		.id = 12,
		.source = "NIST SP 800-38A F.2.5",
		.key = 
			"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
		.iv = "000102030405060708090a0b0c0d0e0f",
		.aad = "",
		.plain = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		.cipher = 
			"f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369"
			"a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
	},
	{
		.id = 12,
		.source = "NIST SP 800-38A F.2.3",
		.key = "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
		.iv = "000102030405060708090a0b0c0d0e0f",
		.aad = "",
		.plain = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		.cipher = 
			"4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a571b2420"
			"12fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd",
	},
	{
		.id = 23,
		.source = "OpenSSL: Camellia-128-CBC",
		.key = "0123456789abcdeffedcba9876543210",
		.iv = "000102030405060708090a0b0c0d0e0f",
		.aad = "",
		.plain = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		.cipher = 
			"6b9f90995aacb3e9c47debaa10fde80937aded36c7f0a6b2692b9cc975554953ebdde8c4"
			"ce359b3c8acc6cdcb131b3a96e6ca1039b20e1d63bffa876e7c03e8e",
	},
	{
		.id = 23,
		.source = "OpenSSL: Camellia-256-CBC",
		.key = 
			"0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff",
		.iv = "000102030405060708090a0b0c0d0e0f",
		.aad = "",
		.plain = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		.cipher = 
			"b3f606fe654c926dad34545ec6607928a9089e0150ce09d65de253f57a137672bf50da7f"
			"64935ec69d1fde13d5b6c309a39017b6d2af5b357648a2115cafa296",
	},
	{
		.id = 3,
		.source = "OpenSSL: 3DES-CBC",
		.key = "0123456789abcdef23456789abcdef01456789abcdef0123",
		.iv = "f69f2445df4f9b17",
		.aad = "",
		.plain = 
			"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46"
			"a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
		.cipher = 
			"2079c3d53aa763e193b79e2569ab5262516570481f25b50f73c0bda85c8e0da79bd86425"
			"fae429fdbd65a7a21b6e5d20925d8b0ef919a428154b96ed90f2bc1e",
	},
	{
		.id = 13,
		.source = "RFC 3686 6 #1",
		.key = "ae6852f8121067cc4bf7a5765577f39e00000030",
		.iv = "0000000000000000",
		.aad = "",
		.plain = "53696e676c6520626c6f636b206d7367",
		.cipher = "e4095d4fb7a7b3792d6175a3261311b8",
	},
	{
		.id = 13,
		.source = "RFC 3686 6 #2",
		.key = "7e24067817fae0d743d6ce1f32539163006cb6db",
		.iv = "c0543b59da48d90b",
		.aad = "",
		.plain = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		.cipher = 
			"5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28",
	},
	{
		.id = 13,
		.source = "RFC 3686 6 #3",
		.key = "7691be035e5020a8ac6e618529f9a0dc00e0017b",
		.iv = "27777f3f4a1786f0",
		.aad = "",
		.plain = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223",
		.cipher = 
			"c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef3105325b2072f",
	},
	{
		.id = 13,
		.source = "RFC 3686 6 #9",
		.key = 
			"ff7a617ce69148e4f1726e2f43581de2aa62d9f805532edff1eed687fb54153d001cc5b7",
		.iv = "51a51d70a1c11148",
		.aad = "",
		.plain = 
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223",
		.cipher = 
			"eb6c52821d0bbbf7ce7594462aca4faab407df866569fd07f48cc0b583d6071f1ec0e6b8",
	},
};

#endif
